import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { homepage } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { homepage: string };
const repository = homepage.replace(/#.*$/, "");

const pages = [
  ...readdirSync(root),
  ...readdirSync(join(root, "docs")).map((name) => `docs/${name}`),
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/README.md`),
].filter((name) => name.endsWith(".md") && existsSync(join(root, name)));

const inlineCode = /`[^`\n]*`/g;

/** What a page says outside of code blocks. */
function textOf(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/^```.*?^```/gms, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return new Set(anchors);
}

/** Links and pictures that lead into the repository: relative ones, and absolute ones to its files. */
function linksOf(file: string): readonly string[] {
  const text = textOf(file).replaceAll(inlineCode, "");
  const inMarkdown = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const inHtml = [...text.matchAll(/(?:src|srcset|href)="([^"]+)"/g)];
  return [...inMarkdown, ...inHtml].flatMap(([, link = ""]) => {
    if (link.startsWith(repository))
      return join(
        relative(dirname(file), root),
        link.slice(repository.length).replace(/^\/(blob|tree|raw)\/main\//, ""),
      );
    return /^[a-z]+:/.test(link) ? [] : link;
  });
}

test.each(pages)("every link of %s leads somewhere", (page) => {
  const file = join(root, page);
  const dead = linksOf(file).filter((link) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : resolve(dirname(file), path);
    if (!existsSync(target)) return true;
    if (anchor === undefined || !target.endsWith(".md") || statSync(target).isDirectory()) return false;
    return !anchorsOf(target).has(anchor);
  });
  expect(dead).toEqual([]);
});

test("links of README.md work on npm, too", () => {
  const text = textOf(join(root, "README.md")).replaceAll(inlineCode, "");
  const links = [...text.matchAll(/(?:\]\(|src="|srcset=")([^)"\s]+)/g)].map(([, link = ""]) => link);
  expect(links.filter((link) => !link.startsWith(`${repository}/`))).toEqual([]);
});

test("every page of docs/ is in the sidebar of the site", () => {
  const config = readFileSync(join(root, "site/.vitepress/config.js"), "utf8");
  const linked = new Set([...config.matchAll(/link: "\/([\w-]+)/g)].map(([, name]) => `docs/${name}.md`));
  expect(
    pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md" && !linked.has(page)),
  ).toEqual([]);
});
