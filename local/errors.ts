/** Something else listens on a port the runner was told to use. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} on 127.0.0.1 is taken.`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** A resource of the template asks for something that the runner would do differently from AWS, or not at all. */
export class UnsupportedResourceError extends Error {
  readonly logicalId: string;
  readonly property: string;

  constructor(logicalId: string, property: string, reason: string) {
    super(`${logicalId}: ${property}: ${reason}`);
    this.name = 'UnsupportedResourceError';
    this.logicalId = logicalId;
    this.property = property;
  }
}

/** What an earlier start left in the state folder does not fit the template any more. */
export class StateMismatchError extends Error {
  constructor(logicalId: string, what: string) {
    super(`${logicalId}: ${what}. Start afresh with: rm -rf .local`);
    this.name = 'StateMismatchError';
  }
}
