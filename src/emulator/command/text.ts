/** What `cloudmap-emulator` prints. */
import { defaultPort } from "./options.js";
import { faultNames } from "../scenario/faults.js";
import { operationKinds } from "../protocol/api-names.js";

export const helpText: string = `cloudmap-emulator: AWS Cloud Map on this machine

Usage: cloudmap-emulator [options]
       cloudmap-emulator [options] -- command…

With a command, it serves while the command runs, on any free port, and ends with the command's exit status. The
command finds it by AWS_ENDPOINT_URL_SERVICEDISCOVERY and CLOUDMAP_EMULATOR_URL, with dummy credentials.

  --port NUMBER                 where to listen; 0 takes any free port (default ${defaultPort})
  --host ADDRESS                default 127.0.0.1
  --allow-remote                lets --host be an address that others can reach; nothing checks credentials
  --allow-remote-control        lets others use /_emulator/… as well
  --allowed-host NAME           a name of this machine that requests may be addressed to, such as a container's
  --cors ORIGIN                 an origin of web pages that may use the API, such as http://localhost:5173; * is any
  --seed TEXT                   the same seed and requests give the same history
  --speed NUMBER                emulated seconds per real second (default 1)
  --now DATE                    emulated time at the start, such as 2026-01-01T00:00:00Z (default: real time)
  --region NAME                 of requests that are not signed (default us-east-1)
  --settles WHEN                in-time, at-once or on-command: when operations end that --duration says nothing of
  --duration TYPE[:PATTERN]=SECONDS
                                how long operations take: a number, never, or a JSON distribution
  --fail TYPE[:PATTERN]=CODE[:MESSAGE]
                                operations that end as FAIL
  --quota ACTION=RATE[/BURST]   requests a second let through, by action; * for the rest
  --throttle NAME[/STATUS]      how --quota refuses (default ThrottlingException/400)
  --fault NAME[@ACTION][,FIELD=VALUE…]
                                what goes wrong; fields: probability, times, skip, after, until, …
  --scenario FILE               all of it as JSON; flags are laid over it
  --help, --version

--duration, --fail, --quota, --fault, --allowed-host and --cors may be repeated. PATTERN is about the name of the
namespace or service, or the id of the instance; * stands for any characters.

TYPE is * or one of ${wrap(operationKinds)}

Faults: ${wrap(faultNames)}

Examples:
  cloudmap-emulator --speed 10
  cloudmap-emulator --settles at-once -- ./deploy.sh
  cloudmap-emulator --duration CREATE_NAMESPACE=5 --fail 'CREATE_NAMESPACE:bad-*=ACCESS_DENIED'
  cloudmap-emulator --quota GetOperation=2/4 --fault reset@GetOperation,probability=0.1
`;

export function readyText(url: string): string {
  return `cloudmap-emulator listening on ${url}\n`;
}

export function hintText(url: string): string {
  return `
  aws servicediscovery list-namespaces --endpoint-url ${url}
  export AWS_ENDPOINT_URL_SERVICEDISCOVERY=${url}    # newer AWS CLIs and SDKs
  export AWS_ENDPOINT_URL_ROUTE_53=${url}    # for the VPC of a private namespace
  curl ${url}/_emulator/operations

Any credentials and region will do. Ctrl-C ends it.
`;
}

export function leftBehindText(running: number): string {
  const [what, it] = running === 1 ? ["1 operation was", "it"] : [`${running} operations were`, "them"];
  return `${what} still running. The emulator has ended with the command, so nothing can resume ${it}.`;
}

function wrap(words: readonly string[]): string {
  const lines = [""];
  for (const word of words) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length > 90) lines.push(`${word} `);
    else lines[lines.length - 1] = `${line}${word} `;
  }
  return lines.map((line) => line.trimEnd()).join("\n  ");
}
