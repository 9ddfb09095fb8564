import type { EmulatorRequestHandler } from "./request-handler.js";

/** What an SDK client needs beside a way to the emulator. */
export interface ClientIdentity {
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The configuration of an SDK client that talks to an emulator in its own process. */
export interface InProcessClientConfig extends ClientIdentity {
  readonly requestHandler: EmulatorRequestHandler;
}

/** The configuration of an SDK client that talks to an emulator over HTTP. */
export interface HttpClientConfig extends ClientIdentity {
  readonly endpoint: string;
  /** DiscoverInstances would go to the host `data-127.0.0.1`. */
  readonly disableHostPrefix: true;
}

/** Any region, and credentials that are those of nobody. */
export function clientIdentity(region: string): ClientIdentity {
  return { region, credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" } };
}
