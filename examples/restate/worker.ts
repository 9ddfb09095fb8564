// A process that Restate calls to run the workflow: `node worker.ts <port>`.
import { serve } from "@restatedev/restate-sdk";
import { provision } from "./provision.ts";

await serve({ services: [provision], port: Number(process.argv[2] ?? 9080) });
console.log("ready");
