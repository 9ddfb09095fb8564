/** How clients and tests reach an emulator. */
export type { ClientIdentity, HttpClientConfig, InProcessClientConfig } from "./client-config.js";
export { ControlError, type Controls, type OperationRecord, type Settlement } from "./controls.js";
export type { ListenOptions } from "./listen-options.js";
export type { Request } from "./request.js";
export type {
  EmulatorRequestHandler,
  HandlerAbortSignal,
  HandlerOptions,
  HandlerRequest,
  HandlerResponse,
} from "./request-handler.js";
export type { RequestRecord } from "./request-log.js";
export type { EmulatorServer } from "./server.js";
