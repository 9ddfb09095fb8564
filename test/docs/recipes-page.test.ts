import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

const page = read("docs/recipes.md");
const shown = [...page.matchAll(/^<!-- (\S+) -->\n```\w+\n(.*?)^```$/gms)].map(
  ([, path = "", text = ""]) => ({
    path,
    text,
  }),
);
const recipes = readdirSync(`${root}examples/recipes`, {
  recursive: true,
  encoding: "utf8",
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
  .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length));

describe("docs/recipes.md", () => {
  test.each(shown)("shows $path as it is", ({ path, text }) => {
    expect(text).toBe(read(path));
  });

  test("shows the main file of every recipe", () => {
    const folders = new Set(recipes.map((path) => path.split("/")[2]));
    expect(new Set(shown.map(({ path }) => path.split("/")[2]))).toEqual(folders);
  });
});

test.each([...recipes, "action.yml", ...manifest.man])("%s names this version, if any", (path) => {
  const pinned = [...read(path).matchAll(/cloudmap-wait(?:er)?[@: ]v?(\d[\w.-]*)/g)].map(
    ([, version]) => version,
  );
  expect(pinned.filter((version) => version !== manifest.version)).toEqual([]);
});
