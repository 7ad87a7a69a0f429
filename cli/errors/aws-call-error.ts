/** A failed call of an AWS service. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  /** The kind of failure, which determines the exit code. */
  readonly kind: 'notAuthorized' | 'refused' | 'noResponse';

  constructor(kind: AwsCallError['kind'], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
