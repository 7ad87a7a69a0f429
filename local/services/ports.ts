/** What the services of the runner ask of one another; each port has one implementation and may be replaced in tests. */

/** A function's answer: its payload, or the error it ended with, as Lambda's Invoke API tells them apart. */
export type FunctionResult =
  | { readonly payload: unknown }
  | {
      readonly functionError: {
        readonly errorType: string;
        readonly errorMessage: string;
        readonly trace?: readonly string[];
      };
    };

export interface FunctionInvoker {
  /**
   * Synchronous invocation, by function name or ARN.
   * @throws AwsError `ResourceNotFoundException`, `TooManyRequestsException`, `RequestTooLargeException`
   */
  invoke(nameOrArn: string, payload: unknown): Promise<FunctionResult>;
}

/** Lambda's asynchronous invocation: retries, dead-letter queue and destinations are the function's. */
export interface AsyncFunctionInvoker {
  /**
   * Answers once the event is on disk, before the function has run; delivered at least once, also after a kill.
   * @throws AwsError `ResourceNotFoundException`, `RequestTooLargeException`
   */
  invokeAsync(nameOrArn: string, payload: unknown): Promise<void>;
}

export interface QueueSender {
  /**
   * @param attributes string message attributes
   * @throws AwsError `QueueDoesNotExist` and what SQS refuses a message for
   */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

export interface MachineStarter {
  /** Starts an execution under a name of its own. @throws AwsError `StateMachineDoesNotExist` */
  startExecution(machineArn: string, input: unknown): Promise<void>;
}

export interface EventEntry {
  readonly busName: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
}

export interface EventPublisher {
  /** Delivers to every target of every matching rule, then answers with the event's id. */
  publish(entry: EventEntry): Promise<string>;
}

/** An operation of an AWS JSON protocol: parsed input in, output out; refusals are `AwsError`s. */
export type Operations = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** The one endpoint for AWS's JSON protocols: `X-Amz-Target: <prefix>.<operation>`. */
export interface OperationRegistry {
  serve(targetPrefix: string, operations: Operations): void;
}

/** An answer of an AWS service that is an error: on the wire `{ __type, message }` with the status. */
export class AwsError extends Error {
  readonly type: string;
  readonly statusCode: number;
  /** Further members of the error on the wire. */
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

/** How much shorter waits are than the definition says; 1 by default. */
export interface TimeScale {
  readonly factor: number;
  /** Real milliseconds for a wait of `milliseconds`. */
  scale(milliseconds: number): number;
}

/** What happens in the running stack, told to whoever shows it (the terminal) or waits for it (a test). */
export type Happening =
  | {
      readonly kind: 'stateEntered';
      readonly machine: string;
      readonly execution: string;
      readonly state: string;
    }
  | {
      readonly kind: 'executionStarted' | 'executionResumed';
      readonly machine: string;
      readonly execution: string;
      readonly state?: string;
    }
  | {
      readonly kind: 'executionEnded';
      readonly machine: string;
      readonly execution: string;
      readonly status: string;
      readonly error?: string;
      /** As JSON text, where it succeeded. */
      readonly output?: string;
    }
  | {
      /** A service integration of a state failed; its Retry or Catch may go on from there. */
      readonly kind: 'taskFailed';
      readonly machine: string;
      readonly execution: string;
      readonly state: string;
      readonly error: string;
      readonly cause: string;
    }
  | {
      readonly kind: 'itemChanged';
      readonly table: string;
      readonly key: string;
      readonly item: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'eventPublished';
      readonly bus: string;
      readonly source: string;
      readonly detailType: string;
      readonly detail: unknown;
    }
  | {
      readonly kind: 'scheduleFired';
      readonly schedule: string;
      /** Its ARN. */
      readonly target: string;
    }
  | {
      /** What the target of a rule or a schedule refused, and no dead-letter queue took. */
      readonly kind: 'deliveryFailed';
      /** The rule's name, or the schedule's. */
      readonly rule: string;
      readonly target: string;
      readonly reason: string;
    }
  | { readonly kind: 'messageReceived'; readonly queue: string; readonly body: string }
  | { readonly kind: 'functionLog'; readonly functionName: string; readonly line: string }
  | {
      readonly kind: 'requestAnswered';
      readonly method: string;
      readonly path: string;
      readonly status: number;
    };

export type Observer = (happening: Happening) => void;

/**
 * Told of errors that are none of the service's own. Returns true, once it has been reported, for a failure of the state
 * folder: nothing more can be recorded, and the process is about to end.
 */
export type StorageFailed = (error: unknown) => boolean;
