/** The interfaces through which the runner's services call one another. Tests may replace any of them. */

/** The result of a function: its payload, or the error it ended with, as Lambda's Invoke API distinguishes them. */
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
   * Invokes a function synchronously, by its name or ARN.
   * @throws AwsError `ResourceNotFoundException`, `TooManyRequestsException`, `RequestTooLargeException`
   */
  invoke(nameOrArn: string, payload: unknown): Promise<FunctionResult>;
}

/** Lambda's asynchronous invocation, with the function's retries, dead-letter queue and destinations. */
export interface AsyncFunctionInvoker {
  /**
   * Resolves once the event is on disk, before the function runs. The event is delivered at least once, also after a
   * kill of the runner.
   * @throws AwsError `ResourceNotFoundException`, `RequestTooLargeException`
   */
  invokeAsync(nameOrArn: string, payload: unknown): Promise<void>;
}

export interface QueueSender {
  /**
   * @param attributes string message attributes
   * @throws AwsError `QueueDoesNotExist`, or the error with which SQS refuses the message
   */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

/** The messages of a queue, by their state. */
export interface QueueDepth {
  readonly visible: number;
  readonly notVisible: number;
  readonly delayed: number;
  /** The age of the oldest message, or 0 for an empty queue. */
  readonly oldestAgeMilliseconds: number;
}

export interface QueueDepths {
  /** Returns undefined for an unknown queue. */
  depthOf(queueName: string): QueueDepth | undefined;
}

export interface MachineStarter {
  /** Starts an execution with a generated name. @throws AwsError `StateMachineDoesNotExist` */
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
  /** Delivers the event to every target of every matching rule, then returns the event's id. */
  publish(entry: EventEntry): Promise<string>;
}

/** The operations of an AWS JSON protocol. Each takes parsed input, returns the output, and throws `AwsError`. */
export type Operations = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** The endpoint of AWS's JSON protocols, where requests carry `X-Amz-Target: <prefix>.<operation>`. */
export interface OperationRegistry {
  serve(targetPrefix: string, operations: Operations): void;
}

/**
 * Reports an error that may come from the state folder. Returns true for a storage failure: nothing more can be recorded,
 * and the process is about to end. Returns false for any other error.
 */
export type StorageFailureReporter = (error: unknown) => boolean;
