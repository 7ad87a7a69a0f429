/** An error response of an AWS service. It is sent as `{ __type, message }` with the status code. */
export class AwsError extends Error {
  readonly type: string;
  readonly statusCode: number;
  /** Further members of the error response. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    type: string,
    message: string,
    statusCode = 400,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = type;
    this.type = type;
    this.statusCode = statusCode;
    this.details = details;
  }
}
