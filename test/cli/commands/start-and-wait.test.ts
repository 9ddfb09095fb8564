import { expect, test } from "vitest";
import { startAndWait } from "../../../src/cli/commands/start-and-wait.js";
import { parseCommandLine } from "../../../src/cli/input/command-line.js";
import { Lifetime } from "../../../src/cli/lifetime.js";
import { awsCommandIn } from "../../../src/cli/start/aws-command.js";
import { fakeSignals } from "../fake-signals.js";

test("says that nothing was started when a signal comes before the AWS CLI has been run", async () => {
  const words = ["/nonexistent/aws", "servicediscovery", "create-http-namespace", "--name", "x"];
  const command = awsCommandIn(words);
  const options = parseCommandLine(["run", "--", ...words], {});
  if (command === undefined || options === "version") throw new Error("a command is expected");
  const signals = { ...fakeSignals(AbortSignal.abort()), received: "SIGINT" as const };
  await expect(startAndWait(command, options, new Lifetime(signals, 5))).rejects.toMatchObject({
    name: "NotStarted",
    outcome: "aborted",
    operations: [],
    message: "Interrupted by SIGINT: nothing was started.",
  });
});
