// The site shows docs/ as it stands, and the API reference that TypeDoc writes to docs/api.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { linkRepository } from "./repository-links.js";
import { showPictures } from "./pictures.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const repository = manifest.homepage.replace(/#.*$/, "");

const wide = new Set([
  "comparison.md",
  "reliability.md",
  "reliability-network.md",
  "benchmark-results.md",
  "security.md",
]);

export default defineConfig({
  title: "cloudmap-waiter",
  description: manifest.description,
  lang: "en",
  srcDir: "../docs",
  outDir: "dist",
  cacheDir: ".vitepress/cache",
  // Where the site doesn't lie at the root of its host, as on GitHub Pages.
  base: process.env.SITE_BASE ?? "/",
  cleanUrls: true,
  // The API reference and the index of the search are large, and loaded when they are asked for.
  vite: { plugins: [packagesOfTheSite()], build: { chunkSizeWarningLimit: 2000 } },
  rewrites: { "README.md": "index.md" },
  transformPageData({ relativePath, frontmatter }) {
    // What needs the width for its tables more than an outline.
    if (wide.has(relativePath)) frontmatter.aside = false;
  },
  markdown: {
    // As GitHub makes them, so that links to headings work there too.
    anchor: { slugify },
    config(md) {
      linkRepository(md, { root, repository });
      showPictures(md);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    nav: [
      { text: "Guide", link: "/", activeMatch: "^/(?!api/)" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Changelog", link: `${repository}/blob/main/CHANGELOG.md` },
    ],
    socialLinks: [{ icon: "git", link: repository, ariaLabel: "Repository" }],
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "Getting started", link: "/" },
          { text: "When you don't need it", link: "/provisioning#when-you-dont-need-it" },
          { text: "Migrating", link: "/migration" },
        ],
      },
      {
        text: "Use",
        items: [
          { text: "The command", link: "/cli" },
          { text: "Recipes", link: "/recipes" },
          { text: "The library", link: "/library" },
          { text: "Provisioning code", link: "/provisioning" },
          { text: "Showing progress", link: "/progress" },
          { text: "Testing with the emulator", link: "/emulator" },
          { text: "Past one process", link: "/engines" },
          { text: "IAM policies", link: "/iam" },
          { text: "Troubleshooting", link: "/troubleshooting" },
        ],
      },
      {
        text: "Understand",
        items: [
          { text: "How waiting works", link: "/waiting" },
          { text: "How polls are paced", link: "/pacing" },
          { text: "How it is built", link: "/architecture" },
        ],
      },
      {
        text: "Reference",
        items: [
          { text: "Outcomes, events, ErrorCodes", link: "/reference" },
          { text: "API", link: "/api/" },
          { text: "Versions and stability", link: "/versions" },
        ],
      },
      {
        text: "Evidence",
        items: [
          { text: "Comparison", link: "/comparison" },
          { text: "Benchmarks", link: "/benchmarks" },
          { text: "Benchmark results", link: "/benchmark-results" },
          { text: "Engines in figures", link: "/engines-figures" },
          { text: "Reliability", link: "/reliability" },
          { text: "Reliability: the network", link: "/reliability-network" },
          { text: "Proof", link: "/proof" },
          { text: "Mutants", link: "/mutants" },
          { text: "Security", link: "/security" },
        ],
      },
    ],
  },
});

/** @param {string} heading */
function slugify(heading) {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** The pages lie outside of this folder, so the packages that they import are not found from there. */
function packagesOfTheSite() {
  return {
    name: "packages-of-the-site",
    enforce: "pre",
    async resolveId(source, importer, options) {
      if (!/^vue(\/|$)/.test(source)) return null;
      // What renders the pages runs in this folder, where Node finds it.
      if (options.ssr) return { id: source, external: true };
      if (!importer?.startsWith(`${root}docs/`)) return null;
      return await this.resolve(source, fileURLToPath(import.meta.url), { ...options, skipSelf: true });
    },
  };
}
