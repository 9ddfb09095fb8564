import { describe, expect, test } from "vitest";
import { pageHeaders, progressPage } from "../../src/web/progress-page.js";

describe("the progress page", () => {
  test("is one element, its script and its style, each of the type that it is", () => {
    const files = new Map(Array.from(progressPage, ([name, [type, text]]) => [name, { type, text }]));
    expect([...files.keys()]).toEqual(["", "page.js", "page.css"]);
    expect(files.get("")).toEqual({
      type: "text/html; charset=utf-8",
      text: expect.stringMatching(
        /^<!doctype html>[^]*href="page\.css"[^]*<script type="module" src="page\.js"><\/script>[^]*<cloudmap-progress src="events" page>/,
      ),
    });
    expect(files.get("page.js")).toEqual({
      type: "text/javascript; charset=utf-8",
      text: 'import { define } from "./modules/ui/index.js";\ndefine();\n',
    });
    expect(files.get("page.css")).toEqual({
      type: "text/css; charset=utf-8",
      text: expect.stringMatching(/^:root \{ color-scheme: light dark;[^]*\nbody \{[^]*\}\n$/),
    });
  });

  test("takes nothing from elsewhere, tells nobody where it is, and is kept by no cache", () => {
    expect(pageHeaders).toEqual({
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });
});
