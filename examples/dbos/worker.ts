// A process that provisions namespaces: `node worker.ts <name> …`, with DATABASE_URL. Started again, it goes on where it was.
import { DBOS } from "@dbos-inc/dbos-sdk";
import type { Targets } from "cloudmap-waiter";
import { provision } from "./provision.ts";

DBOS.setConfig({
  name: "provision",
  systemDatabaseUrl: process.env["DATABASE_URL"] ?? "postgresql://postgres@127.0.0.1/postgres",
  // Workflows are recovered by the version that began them: name a new one when their steps change.
  applicationVersion: "1",
  logLevel: "warn",
});
// This also recovers what an earlier process left behind.
await DBOS.launch();
console.log("ready");
const results = await Promise.all(
  process.argv.slice(2).map(async (name) => {
    const isKnown = (await DBOS.getWorkflowStatus(name)) !== null;
    const handle = isKnown
      ? DBOS.retrieveWorkflow<Targets>(name)
      : await DBOS.startWorkflow(provision, { workflowID: name })(name);
    return await handle.getResult();
  }),
);
console.log(`ended ${JSON.stringify(results)}`);
await DBOS.shutdown();
