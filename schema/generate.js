// Makes events.schema.json from the types in src/cli/output/json-types.ts: `npm run schema`.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = fileURLToPath(new URL("events.schema.json", import.meta.url));

/** @returns {string} */
export function generateSchema() {
  const { $schema: _, ...schema } = createGenerator({
    path: `${root}src/cli/output/json-types.ts`,
    tsconfig: `${root}tsconfig.json`,
    type: "Output",
    additionalProperties: true,
    skipTypeCheck: true,
    topRef: false,
  }).createSchema("Output");
  const described = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "https://unpkg.com/cloudmap-waiter/schema/events.schema.json",
    ...schema,
    title: "What cloudmap-wait writes as JSON",
    description:
      "A line of --output jsonl and --events-file, or the document of --output json. Minor versions add members and types, which a reader ignores if it doesn't know them; a reader refuses another major version.",
  };
  return `${JSON.stringify(described, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, generateSchema());
