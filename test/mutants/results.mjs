// What became of each mutant, kept between runs: so that a run can be taken up, and rooms be reported on together.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./instrument.mjs";

const folder = join(root, "node_modules/.cache/mutants");

/** What has killed the mutants of one file. It is forgotten when the file changes. */
export class KnownResults {
  #path;
  #hash;
  #killers = {};

  constructor(file) {
    this.#path = join(folder, `${file.replaceAll("/", "-")}.json`);
    this.#hash = createHash("sha256")
      .update(readFileSync(join(root, file)))
      .digest("hex");
    try {
      const { hash, killers } = JSON.parse(readFileSync(this.#path, "utf8"));
      if (hash === this.#hash) this.#killers = killers;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }

  /** What killed the mutant of an index; "" or null if nothing did, undefined if it was not tried. */
  killerOf(index) {
    return this.#killers[index];
  }

  set(index, killer = null) {
    this.#killers[index] = killer;
    mkdirSync(folder, { recursive: true });
    writeFileSync(this.#path, JSON.stringify({ hash: this.#hash, killers: this.#killers }));
  }
}
