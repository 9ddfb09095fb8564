import { closed, flag, list, ReadError, text, type Reader } from "../protocol/readers.js";
import { printable } from "../../core/text.js";
import { isLoopback } from "./hosts.js";

export interface ListenOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** An address or `localhost`. Default `127.0.0.1`. */
  readonly host?: string;
  /** Lets others than this machine in. The emulator checks no credentials. Default false. */
  readonly allowRemote?: boolean;
  /** Lets others than this machine use `/_emulator/…` too. Default false. */
  readonly allowRemoteControl?: boolean;
  /** Names of this machine that requests may be addressed to, beside its addresses and `localhost`. Default none. */
  readonly allowedHosts?: readonly string[];
  /** The origins of web pages that may use the API, such as `http://localhost:5173`; `*` is any. Default none. */
  readonly corsOrigins?: readonly string[];
}

const port: Reader<number> = (value, path) => {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new ReadError("rule", path, "must be a whole number from 0 to 65535", value ?? null);
};

const hostName = text({
  pattern: /^[a-z0-9.:_-]+$/i,
  meaning: "be a host name without a port, such as emulator",
});

const origin = text({
  pattern: /^(\*|[a-z][a-z0-9+.-]*:\/\/[^/\s]+)$/i,
  meaning: "be * or an origin, such as http://localhost:5173",
});

const read: Reader<ListenOptions> = closed(
  {},
  {
    port,
    host: text({ min: 1, max: 255 }),
    allowRemote: flag,
    allowRemoteControl: flag,
    allowedHosts: list(hostName),
    corsOrigins: list(origin),
  },
);

/** Checks the options and fills in the defaults. Throws a `RangeError` that names the option. */
export function readListenOptions(options: ListenOptions): Required<ListenOptions> {
  const given = checked(options);
  const { host = "127.0.0.1", allowRemote = false } = given;
  if (!allowRemote && !isLoopback(host)) {
    throw new RangeError(
      `host must be a loopback address unless allowRemote is set; got ${printable(host, 100)}. ` +
        "The emulator checks no credentials: whoever can reach it can change everything in it.",
    );
  }
  const defaults = { port: 0, allowRemoteControl: false, allowedHosts: [], corsOrigins: [] };
  return { ...defaults, ...given, host, allowRemote };
}

function checked(options: ListenOptions): ListenOptions {
  try {
    return read(options, "");
  } catch (error) {
    if (error instanceof ReadError) throw new RangeError(error.message);
    throw error;
  }
}
