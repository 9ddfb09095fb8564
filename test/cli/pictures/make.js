// Makes docs/terminal-*.svg from real runs of the built command in a pseudo-terminal: `npm run pictures`.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CreateHttpNamespaceCommand,
  CreatePrivateDnsNamespaceCommand,
  ServiceDiscoveryClient,
} from "@aws-sdk/client-servicediscovery";
import xterm from "@xterm/headless";
import { createEmulator } from "../../../dist/emulator/index.js";
import { Recording } from "./recording.js";
import { svgOf } from "./svg.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = process.argv[2] ?? `${root}docs`;
const only = process.argv[3];
mkdirSync(target, { recursive: true });

const credentials = { accessKeyId: "x", secretAccessKey: "x" };

/** @param {{ url: string, ids: string[], columns?: number, rows?: number, flags?: string[] }} options */
function start({ url, ids, columns = 80, rows = 24, flags = [] }) {
  const words = [process.execPath, `${root}dist/cli/main.js`, ...ids, "--endpoint-url", url, ...flags];
  const line = `stty cols ${columns} rows ${rows}; ${words.map((word) => `'${word}'`).join(" ")}`;
  const env = {
    PATH: process.env.PATH,
    HOME: "/nonexistent",
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    SHELL: "/bin/bash",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
  };
  const child = spawn("script", ["-qec", line, "/dev/null"], { env });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let bytes = 0;
  child.stdout.on("data", (chunk) => {
    bytes += chunk.length;
    terminal.write(chunk);
  });
  const ended = new Promise((resolve) => {
    child.on("close", resolve);
  });
  return { terminal, ended, bytes: () => bytes, interrupt: () => child.stdin.write("\u0003") };
}

/** A shell that is typed into, a line at a time, once it has a prompt. */
function shell({ columns, rows, env: more }) {
  const env = {
    HOME: "/nonexistent",
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    PS1: "$ ",
    ...more,
  };
  const line = `stty cols ${columns} rows ${rows}; exec bash --norc --noprofile`;
  const child = spawn("script", ["-qec", line, "/dev/null"], { env });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  child.stdout.on("data", (chunk) => terminal.write(chunk));
  const hasPrompt = () => {
    const { active } = terminal.buffer;
    return (
      active
        .getLine(active.baseY + active.cursorY)
        ?.translateToString()
        .trim() === "$"
    );
  };
  return {
    terminal,
    ended: new Promise((resolve) => {
      child.on("close", resolve);
    }),
    type: async (text) => {
      while (!hasPrompt()) await wait(0.05);
      // A few letters at a time: each time is a row of the picture.
      for (const letters of `${text}\r`.match(/.{1,3}|\r/gs)) {
        child.stdin.write(letters);
        await wait(0.09);
      }
      if (text !== "exit") while (!hasPrompt()) await wait(0.05);
    },
  };
}

/** What is on a terminal's screen. */
function textOf(terminal) {
  const { active } = terminal.buffer;
  const rows = Array.from({ length: terminal.rows }, (_, y) => active.getLine(active.viewportY + y));
  return rows.map((row) => row?.translateToString(true)).join("\n");
}

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** A proxy that answers 503 once it is told to. */
async function proxyOf(url) {
  let isOut = false;
  const server = createServer((incoming, outgoing) => {
    if (isOut) {
      outgoing.writeHead(503).end("<html>Service Unavailable</html>");
      return;
    }
    const further = request(url, { method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(further);
  });
  await new Promise((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    on() {
      isOut = true;
    },
  };
}

async function withService(options, use) {
  const emulator = createEmulator({ seed: 3, ...options });
  const server = await emulator.listen();
  const client = new ServiceDiscoveryClient({ region: "us-east-1", endpoint: server.url, credentials });
  const create = async (Name) => {
    const Command = Name.includes(".") ? CreatePrivateDnsNamespaceCommand : CreateHttpNamespaceCommand;
    const { OperationId } = await client.send(new Command({ Name, Vpc: "vpc-0a1b2c3d4e5f67890" }));
    return `${Name}=${OperationId}`;
  };
  try {
    await use({ url: server.url, create, emulator });
  } finally {
    client.destroy();
    await server.close();
  }
}

function save(name, terminal) {
  for (const theme of ["dark", "light"]) {
    writeFileSync(`${target}/terminal-${name}-${theme}.svg`, svgOf(terminal, theme));
  }
}

const conflict = {
  on: "CREATE_NAMESPACE:taken*",
  code: "CANNOT_CREATE_HOSTED_ZONE",
  message:
    "The VPC that you chose, vpc-0a1b2c3d4e5f67890, already has a private hosted zone that overlaps taken.internal",
};
const durations = {
  "CREATE_NAMESPACE:*": 60,
  "CREATE_NAMESPACE:shop-http": 2,
  "CREATE_NAMESPACE:taken*": 3,
  "CREATE_NAMESPACE:web-1": 4,
};

const pictures = {
  async one() {
    await withService({ durations }, async ({ url, create }) => {
      const { terminal, ended, interrupt } = start({ url, ids: [await create("shop.internal")] });
      await wait(6);
      save("one", terminal);
      interrupt();
      await ended;
    });
  },
  async running() {
    await withService({ durations, failures: [conflict] }, async ({ url, create }) => {
      const ids = [];
      for (const name of [
        "shop-http",
        "web-1",
        "taken.internal",
        "shop.internal",
        "web-2.internal",
        "orders",
      ])
        ids.push(await create(name));
      const { terminal, ended, interrupt, bytes } = start({ url, ids });
      await wait(8);
      save("running", terminal);
      const before = bytes();
      await wait(5);
      console.log(`6 operations: ${Math.round((bytes() - before) / 5)} bytes a second`);
      interrupt();
      await ended;
    });
  },
  async end() {
    await withService(
      { durations: { ...durations, "CREATE_NAMESPACE:shop.internal": 5 }, failures: [conflict] },
      async ({ url, create }) => {
        const ids = [];
        for (const name of ["shop-http", "web-1", "taken.internal", "shop.internal"])
          ids.push(await create(name));
        const { terminal, ended } = start({ url, ids });
        await ended;
        save("end", terminal);
      },
    );
  },
  async outage() {
    await withService({ durations }, async ({ url, create }) => {
      const ids = [await create("shop.internal"), await create("orders.internal")];
      const outage = await proxyOf(url);
      const { terminal, ended, interrupt } = start({ url: outage.url, ids });
      await wait(3);
      outage.on();
      await wait(8);
      save("outage", terminal);
      interrupt();
      await ended;
    });
  },
};

/** A person at a shell: what the README begins with. */
pictures.demo = async () => {
  await withService({ durations: { CREATE_NAMESPACE: 6 } }, async ({ url }) => {
    const bin = mkdtempSync(join(tmpdir(), "pictures-"));
    const command = `exec ${process.execPath} --no-warnings ${root}dist/cli/main.js "$@"`;
    writeFileSync(join(bin, "cloudmap-wait"), `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    // The AWS CLI 1 knows no endpoint in its environment.
    writeFileSync(join(bin, "aws"), `#!/bin/sh\nPATH=\${PATH#*:}\nexec aws "$@" --endpoint-url ${url}\n`, {
      mode: 0o755,
    });
    const { terminal, type, ended } = shell({
      columns: 84,
      rows: 13,
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        AWS_DEFAULT_REGION: "us-east-1",
        AWS_ENDPOINT_URL_SERVICEDISCOVERY: url,
      },
    });
    const recording = new Recording(terminal);
    const run = "NS=$(cloudmap-wait run -- aws servicediscovery create-http-namespace --name prod)";
    for (const line of [run, "echo $NS", run, "echo $NS"]) {
      await wait(0.8);
      await type(line);
    }
    await wait(0.5);
    const ids = textOf(terminal).match(/^ns-\w+$/gm) ?? [];
    if (ids.length !== 2) throw new Error(`This is no picture of success:\n${textOf(terminal)}`);
    const svg = recording.end();
    for (const theme of ["dark", "light"]) writeFileSync(`${target}/terminal-demo-${theme}.svg`, svg(theme));
    await type("exit");
    await ended;
    rmSync(bin, { recursive: true });
  });
};

for (const many of [40, 300]) {
  pictures[`many-${many}`] = async () => {
    await withService(
      {
        durations: { "CREATE_NAMESPACE:*": { uniform: [4, 60] } },
        failures: [{ ...conflict, on: "CREATE_NAMESPACE:n-1*7" }],
      },
      async ({ url, create }) => {
        const ids = [];
        for (let index = 0; index < many; index++) ids.push(await create(`n-${index}`));
        const { terminal, ended, interrupt, bytes } = start({ url, ids });
        await wait(15);
        save(`many-${many}`, terminal);
        const before = bytes();
        await wait(5);
        console.log(`${many} operations: ${Math.round((bytes() - before) / 5)} bytes a second`);
        interrupt();
        await ended;
      },
    );
  };
}

for (const [name, make] of Object.entries(pictures)) if (only === undefined || name === only) await make();
process.exit();
