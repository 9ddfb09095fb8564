import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * A link out of docs/, as to an example, leads to the repository. One that leads nowhere ends the build, as VitePress does
 * for links between pages.
 * @param {import("markdown-it").default} md
 * @param {{ root: string, repository: string }} options
 */
export function linkRepository(md, { root, repository }) {
  md.core.ruler.push("repository-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (!href?.startsWith("../")) continue;
      const [path = "", anchor = ""] = href.split(/(?=#)/);
      const file = resolve(dirname(env.path), path);
      // Within the API reference, which has folders.
      if (file.startsWith(`${root}docs/`)) continue;
      if (!existsSync(file)) throw new Error(`${env.path} links to ${href}, which isn't there`);
      const kind = statSync(file).isDirectory() ? "tree" : "blob";
      token.attrSet("href", `${repository}/${kind}/main/${file.slice(root.length)}${anchor}`);
    }
  });
}
