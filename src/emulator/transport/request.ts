/** A request to the API, as both doors hand it over. */
export interface Request {
  readonly method: string;
  /** The path of its URL. Cloud Map's own requests all have "/", which is the default. */
  readonly path?: string | undefined;
  /** The header `x-amz-target`. */
  readonly target: string | undefined;
  /** Undefined when it was longer than `maxBodyBytes`. */
  readonly body: string | Uint8Array | undefined;
  /** The region of its signature. Default: the scenario's. */
  readonly region?: string | undefined;
}

/** What answers requests. */
export interface Answering<Answer> {
  handle(request: Request): Answer;
}

/** Bytes of a request's body that are read at most. The largest valid request has some tens of kilobytes. */
export const maxBodyBytes: number = 1024 * 1024;

/** The region in the scope of a signature (`Credential=AKID/20260101/us-east-1/servicediscovery/aws4_request`). */
export function regionOf(authorization: string | undefined): string | undefined {
  return /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]{1,64})\//.exec(authorization ?? "")?.[1];
}
