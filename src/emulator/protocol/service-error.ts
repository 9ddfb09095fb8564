/** An answer of the service that is an error: its modelled name, its message and the members the model gives it. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly statusCode: number;
  readonly members: Readonly<Record<string, string | undefined>>;

  /** @param statusCode 400 for every modelled error, as the API reference says (the SDK's own traits say 404 and 409). */
  constructor(
    name: string,
    message: string,
    members: Readonly<Record<string, string | undefined>> = {},
    statusCode = 400,
  ) {
    super(message);
    this.name = name;
    this.members = members;
    this.statusCode = statusCode;
  }
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError("InvalidInput", message);
}

export function duplicateRequest(message: string, DuplicateOperationId: string): ServiceError {
  return new ServiceError("DuplicateRequest", message, { DuplicateOperationId });
}
