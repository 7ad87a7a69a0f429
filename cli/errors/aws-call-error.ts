/** A failed call of an AWS service. `kind` decides the exit code. */
export class AwsCallError extends Error {
  override readonly name = 'AwsCallError';
  readonly kind: 'notAuthorized' | 'refused' | 'noAnswer';

  constructor(kind: AwsCallError['kind'], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
