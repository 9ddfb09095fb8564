import { describe, expect, test } from "vitest";
import { resumeCommands } from "../../src/ui/resume-command.js";
import { operationOf, transition } from "./support.js";

const of = (operationId: string, ownerAccount?: string) =>
  operationOf([transition(1, "PENDING", { operationId, ...(ownerAccount && { ownerAccount }) })]);

describe(resumeCommands, () => {
  test("names where the operations are", () => {
    const context = { region: "eu-central-1", profile: "ops", endpoint: "http://127.0.0.1:4566" };
    expect(resumeCommands([of("op-1"), of("op-2")], context)).toEqual([
      "cloudmap-wait --region eu-central-1 --profile ops --endpoint-url http://127.0.0.1:4566 op-1 op-2",
    ]);
  });

  test("is one for each account", () => {
    expect(resumeCommands([of("op-1"), of("op-2", "111111111111"), of("op-3")], {})).toEqual([
      "cloudmap-wait op-1 op-3",
      "cloudmap-wait --owner-account 111111111111 op-2",
    ]);
  });

  test("is inert in a shell, whatever an id or a profile says", () => {
    expect(resumeCommands([of("-x; rm -rf /\u001B[2J")], { profile: "it's $(me)" })).toEqual([
      String.raw`cloudmap-wait --profile 'it'\''s $(me)' -- '-x; rm -rf /\u{1b}[2J'`,
    ]);
  });
});
