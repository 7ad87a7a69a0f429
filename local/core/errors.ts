/** Another process listens on the port that the runner needs. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} on 127.0.0.1 is taken.`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** A resource of the template sets a property that the runner does not support. */
export class UnsupportedResourceError extends Error {
  readonly logicalId: string;
  readonly property: string;
  readonly reason: string;

  constructor(logicalId: string, property: string, reason: string) {
    super(`${logicalId}: ${property}: ${reason}`);
    this.name = 'UnsupportedResourceError';
    this.logicalId = logicalId;
    this.property = property;
    this.reason = reason;
  }
}

/** The state folder holds data of an earlier start that does not fit the template. */
export class StateMismatchError extends Error {
  constructor(logicalId: string, mismatch: string) {
    super(`${logicalId}: ${mismatch}. Delete the stored state to start over: rm -rf .local`);
    this.name = 'StateMismatchError';
  }
}
