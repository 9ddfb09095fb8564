import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { builtCommand, service } from "../support.js";

const command = builtCommand();
const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

function port(server: { address(): unknown }): number {
  const address = server.address();
  if (typeof address !== "object" || address === null || !("port" in address)) throw new Error("no port");
  return Number(address.port);
}

/** A certificate that nobody trusts, for localhost. */
function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "cloudmap-wait-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", cert, "-days", "2", "-nodes"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", ...files, ...subject], { stdio: "ignore" });
  return { key, cert };
}

/** A server with that certificate in front of the emulator. */
async function tlsInFrontOf(url: string, { key, cert }: { key: string; cert: string }): Promise<string> {
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
    const { method, headers } = incoming;
    const further = request(url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(further);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `https://localhost:${port(server)}`;
}

/** A proxy that opens tunnels, and the hosts that it was asked for. */
async function proxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createHttpServer();
  server.on("connect", ({ url = "" }, client, head) => {
    asked.push(url);
    const upstream = connect(Number(url.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port(server)}`, asked };
}

describe.skipIf(!hasOpenssl)("an endpoint with a certificate of one's own", () => {
  test.each(["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"])("is trusted by %s", async (variable) => {
    const { url, create } = await service({ durations: { "*": 0 } });
    const files = selfSigned();
    const id = await create("x");
    const args = [id, "--endpoint-url", await tlsInFrontOf(url, files)];
    const { code, stdout } = await command(args, { env: { [variable]: files.cert } }).finished;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ns-/) });
  });

  test("is refused without, and told as that", async () => {
    const { url, create } = await service({ durations: { "*": 0 } });
    const args = [await create("x"), "--endpoint-url", await tlsInFrontOf(url, selfSigned())];
    const { code, stdout, stderr } = await command(args).finished;
    expect({ code, stdout }).toEqual({ code: 7, stdout: "" });
    expect(stderr).toMatch(/SELF_SIGNED_CERT/);
  });

  test("is reached through HTTPS_PROXY, and past it by NO_PROXY", async () => {
    const { url, create } = await service({ durations: { "*": 0 } });
    const files = selfSigned();
    const endpoint = await tlsInFrontOf(url, files);
    const { url: HTTPS_PROXY, asked } = await proxy();
    const args = [await create("x"), "--endpoint-url", endpoint];
    const env = { AWS_CA_BUNDLE: files.cert, HTTPS_PROXY };
    expect((await command(args, { env }).finished).code).toBe(0);
    expect(asked).toEqual([new URL(endpoint).host]);
    expect((await command(args, { env: { ...env, NO_PROXY: "localhost" } }).finished).code).toBe(0);
    expect(asked).toHaveLength(1);
  });
});

test("a bundle that can't be read is told as that, with the resume line", async () => {
  const { code, stderr } = await command(["op"], { env: { AWS_CA_BUNDLE: "/nonexistent" } }).finished;
  expect(code).toBe(2);
  expect(stderr).toContain("AWS_CA_BUNDLE can't be read: ENOENT");
  expect(stderr).toContain("Resume with:");
});
