/**
 * A <picture> goes by the system's colour scheme, which is all that GitHub and npm know. Here, a reader may have chosen another.
 * @param {import("markdown-it").default} md
 */
export function showPictures(md) {
  md.core.ruler.push("pictures", ({ tokens }) => {
    for (const token of tokens)
      if (token.type === "html_block") token.content = token.content.replace(picture, inBothSchemes);
  });
}

const picture =
  /<picture>\s*<source media="\(prefers-color-scheme: light\)" srcset="([^"]+)">\s*<img alt="([^"]*)" src="([^"]+)">\s*<\/picture>/g;

function inBothSchemes(_, light, alt, dark) {
  return [
    `<img class="when-light" alt="${alt}" src="./${light}">`,
    `<img class="when-dark" alt="${alt}" src="./${dark}">`,
  ].join("\n");
}
