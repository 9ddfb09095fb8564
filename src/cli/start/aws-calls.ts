import { recordOf, readText } from "../../core/json.js";
import { type Operation, readOperation } from "../../core/operation.js";
import { route53EndpointIn } from "../input/aws-environment.js";
import type { AwsCommand } from "./aws-command.js";
import { runInTime, type TimeLimit } from "./timed-child.js";

/** A call of the AWS CLI that did not succeed; the message is what it printed. */
export class AwsCallError extends Error {
  override readonly name = "AwsCallError";
}

/** A namespace as list-namespaces and get-namespace show it, as far as that matters. */
export interface Namespace {
  readonly Id: string;
  readonly Name: string | undefined;
  readonly Type: string | undefined;
  readonly hostedZoneId: string | undefined;
}

/** What is asked beside the command itself: by the same program, so with the same credentials, region and endpoint. */
export class AwsCalls {
  readonly #program: readonly string[];
  readonly #limit: TimeLimit;

  constructor({ program }: AwsCommand, limit: TimeLimit) {
    this.#program = program;
    this.#limit = limit;
  }

  /** @throws {AwsCallError} */
  async namespacesNamed(name: string): Promise<Namespace[]> {
    const filters = JSON.stringify([{ Name: "NAME", Values: [name], Condition: "EQ" }]);
    const { Namespaces } = await this.#call(["servicediscovery", "list-namespaces", "--filters", filters]);
    const namespaces = listIn(Namespaces).flatMap((value) => readNamespace(value) ?? []);
    return namespaces.filter(({ Name }) => Name === name);
  }

  /** @throws {AwsCallError} */
  async getNamespace(id: string): Promise<Readonly<Record<string, unknown>>> {
    return await this.#call(["servicediscovery", "get-namespace", "--id", id]);
  }

  /** @throws {AwsCallError} */
  async getOperation(id: string): Promise<Operation | undefined> {
    const { Operation } = await this.#call(["servicediscovery", "get-operation", "--operation-id", id]);
    return readOperation(Operation);
  }

  /**
   * The ids of the operations of a type that are in progress.
   * @throws {AwsCallError}
   */
  async operationsInProgress(type: string): Promise<string[]> {
    const filters = JSON.stringify([
      { Name: "STATUS", Values: ["SUBMITTED", "PENDING"], Condition: "IN" },
      { Name: "TYPE", Values: [type], Condition: "EQ" },
    ]);
    const { Operations } = await this.#call(["servicediscovery", "list-operations", "--filters", filters]);
    return listIn(Operations).flatMap((value) => readText(recordOf(value)["Id"]) ?? []);
  }

  /**
   * The VPCs of a hosted zone: Cloud Map itself doesn't tell them.
   * @throws {AwsCallError}
   */
  async vpcsOf(hostedZoneId: string): Promise<string[]> {
    // AWS CLIs before 2.13 don't read it themselves.
    const endpoint = route53EndpointIn(process.env);
    const place = endpoint === undefined ? [] : ["--endpoint-url", endpoint];
    const { VPCs } = await this.#call(["route53", "get-hosted-zone", "--id", hostedZoneId, ...place]);
    return listIn(VPCs).flatMap((value) => readText(recordOf(value)["VPCId"]) ?? []);
  }

  async #call(words: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    // An endpoint that was given is Cloud Map's, and no other service's.
    const program = words[0] === "servicediscovery" ? this.#program : withoutEndpoint(this.#program);
    const { code, signal, stdout, stderr, error, isTimedOut } = await runInTime(
      [...program, ...words, "--output", "json"],
      this.#limit,
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, AWS_PAGER: "" } },
    );
    if (code !== 0) {
      const said = error?.message ?? stderr.trim();
      if (isTimedOut) throw new AwsCallError(`no answer before the timeout (--timeout) ${said}`.trim());
      throw new AwsCallError(said || `the AWS CLI ended with ${signal ?? code}`);
    }
    try {
      return recordOf(JSON.parse(stdout.toString("utf8")));
    } catch {
      throw new AwsCallError(`${words.slice(0, 2).join(" ")} printed no JSON`);
    }
  }
}

function withoutEndpoint(program: readonly string[]): readonly string[] {
  return program.filter(
    (word, index) => !word.startsWith("--endpoint-url") && program[index - 1] !== "--endpoint-url",
  );
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readNamespace(value: unknown): Namespace | undefined {
  const { Id, Name, Type, Properties } = recordOf(value);
  const id = readText(Id);
  const zone = recordOf(recordOf(Properties)["DnsProperties"])["HostedZoneId"];
  return id === undefined
    ? undefined
    : { Id: id, Name: readText(Name), Type: readText(Type), hostedZoneId: readText(zone) };
}
