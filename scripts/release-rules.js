// What must be so before a release; pure, so that it can be tested.

/** A domain that nobody can own (RFC 6761), for addresses that the owner has not filled in. */
const placeholder = /\.invalid\b|to be filled in/i;

const ownersFields = ["homepage", "bugs", "author", "repository"];

/** Why a release is not possible; empty when it is. */
export function refusals({ manifest, changelog, security, changes, tags, hasIdToken, shouldPublish }) {
  const version = String(manifest["version"]);
  const [, dated] =
    new RegExp(`^## ${version.replaceAll(".", "\\.")} \\((.*)\\)$`, "m").exec(changelog) ?? [];
  return [
    ...ownersFields
      .filter((field) => manifest[field] === undefined || placeholder.test(JSON.stringify(manifest[field])))
      .map((field) => `package.json: ${field} is a placeholder; the owner fills it in`),
    ...(placeholder.test(security)
      ? ["SECURITY.md: the way to report is a placeholder; the owner fills it in"]
      : []),
    ...(/^\d{4}-\d{2}-\d{2}$/.test(dated ?? "")
      ? []
      : [`CHANGELOG.md: ${version} has no date: "## ${version} (YYYY-MM-DD)"`]),
    ...(changes === "" ? [] : ["there are changes that are not committed, or this is no git checkout"]),
    ...(shouldPublish && !tags?.includes(`v${version}`) ? [`the commit has no tag v${version}`] : []),
    ...(shouldPublish && !hasIdToken
      ? ["provenance needs an id token: publish from the release workflow, which may make one"]
      : []),
  ];
}
