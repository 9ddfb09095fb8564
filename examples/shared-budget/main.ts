// One of several processes that wait for operations of one account: `node main.ts <how many namespaces>`, with REDIS_URL, or
// DATABASE_URL for PostgreSQL, and RATE, the GetOperation requests a second that all of them may send together.
import { CreateHttpNamespaceCommand, ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { startOperation, waitForOperations } from "cloudmap-waiter";
import { Redis } from "ioredis";
import pg from "pg";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
} from "rate-limiter-flexible";
import { SharedPacer } from "./shared-pacer.ts";

const count = Number(process.argv[2] ?? 10);
const points = Number(process.env["RATE"] ?? 10);

/** If the store is down, each process goes on with a share of its own. */
const insuranceLimiter = new RateLimiterMemory({ points: Math.max(1, Math.floor(points / 2)), duration: 1 });

async function connect(): Promise<{ limiter: RateLimiterAbstract; close: () => Promise<unknown> }> {
  const common = { points, duration: 1, keyPrefix: "cloudmap-get-operation", insuranceLimiter };
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (DATABASE_URL !== undefined) {
    const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 5 });
    const limiter = await new Promise<RateLimiterAbstract>((resolve, reject) => {
      const made: RateLimiterAbstract = new RateLimiterPostgres(
        { ...common, storeClient: pool, tableName: "request_budget" },
        (error?: Error) => (error ? reject(error) : resolve(made)),
      );
    });
    return { limiter, close: async () => await pool.end() };
  }
  const redis = new Redis(REDIS_URL ?? "redis://127.0.0.1:6379", {
    enableOfflineQueue: false,
    lazyConnect: true,
  });
  await redis.connect();
  return {
    limiter: new RateLimiterRedis({ ...common, storeClient: redis }),
    close: async () => await redis.quit(),
  };
}

const { limiter, close } = await connect();
const client = new ServiceDiscoveryClient({ maxAttempts: 1 });
// The account and the region are the quota's; a key of their own keeps others' apart.
const pacer = new SharedPacer(limiter, "123456789012/us-east-1");

// What starts operations has a quota of its own, so the shared budget is for the waits alone.
const ids = await Promise.all(
  Array.from({ length: count }, async (_, index) => {
    const command = new CreateHttpNamespaceCommand({ Name: `tenant-${process.pid}-${index}` });
    return (await startOperation({ client }, command)).operationId;
  }),
);
const outcomes = await waitForOperations({ client, pacer, maxWaitTime: 300 }, ids);
const { sent, throttled } = pacer.snapshot;
const succeeded = outcomes.filter(({ outcome }) => outcome === "succeeded").length;
console.log(
  `${succeeded} of ${count} namespaces created; ${sent} polls, of which ${throttled} were throttled`,
);
client.destroy();
await close();
