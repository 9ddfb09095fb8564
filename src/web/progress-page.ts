/** The files of a page that is one `<cloudmap-progress>`, by name; their paths are relative, wherever they are served. */
export const progressPage: ReadonlyMap<string, readonly [type: string, text: string]> = new Map([
  [
    "",
    [
      "text/html; charset=utf-8",
      `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Operations</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="page.css" />
    <script type="module" src="page.js"></script>
  </head>
  <body>
    <main><cloudmap-progress src="events" page></cloudmap-progress></main>
    <noscript><p>This page follows the operations with a script, which is turned off.</p></noscript>
  </body>
</html>
`,
    ],
  ],
  [
    "page.js",
    ["text/javascript; charset=utf-8", `import { define } from "./modules/ui/index.js";\ndefine();\n`],
  ],
  [
    "page.css",
    [
      "text/css; charset=utf-8",
      `:root { color-scheme: light dark; background: light-dark(#f6f8fa, #0d1117); }
body { max-width: 76rem; margin: 0 auto; padding: 1.25rem 1rem 3rem; font-family: system-ui, sans-serif; }
`,
    ],
  ],
]);

/** What keeps the page to itself: its own scripts and its own stream, nothing from elsewhere, and no frame around it. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};
