import { describe, expect, test } from "vitest";
import { refusals } from "../../scripts/release-rules.js";
import manifest from "../../package.json" with { type: "json" };

const ready = {
  manifest: {
    version: "1.2.3",
    homepage: "https://example.com/",
    bugs: { url: "https://example.com/issues" },
    author: "Somebody",
    repository: { type: "git", url: "git+https://example.com/x.git" },
  },
  changelog: "# Changelog\n\n## 1.2.3 (2026-12-01)\n",
  security: "Write to the maintainers.",
  changes: "",
  tags: ["v1.2.3"],
  hasIdToken: true,
  shouldPublish: true,
};

describe(refusals, () => {
  test("lets a release pass that has all it needs", () => {
    expect(refusals(ready)).toEqual([]);
  });

  test("refuses this repository while the owner has not filled in the placeholders", () => {
    const reasons = refusals({ ...ready, manifest });
    for (const field of ["homepage", "bugs", "author", "repository"])
      expect(reasons).toContain(`package.json: ${field} is a placeholder; the owner fills it in`);
  });

  test.each([
    [{ manifest: { ...ready.manifest, author: undefined } }, "package.json: author is a placeholder"],
    [{ security: "Mail security@repository.invalid." }, "SECURITY.md: the way to report is a placeholder"],
    [{ changelog: "## 1.2.3 (unreleased)\n" }, "CHANGELOG.md: 1.2.3 has no date"],
    [{ changelog: "## 1x2.3 (2026-12-01)\n" }, "CHANGELOG.md: 1.2.3 has no date"],
    [{ changes: " M package.json" }, "changes that are not committed"],
    [{ changes: undefined }, "no git checkout"],
    [{ tags: ["v1.2.2"] }, "the commit has no tag v1.2.3"],
    [{ hasIdToken: false }, "provenance needs an id token"],
  ])("refuses %j, saying why", (fact, reason) => {
    expect(refusals({ ...ready, ...fact })).toEqual([expect.stringContaining(reason)]);
  });

  test("asks for neither tag nor token when nothing is to be published", () => {
    expect(refusals({ ...ready, tags: [], hasIdToken: false, shouldPublish: false })).toEqual([]);
  });
});
