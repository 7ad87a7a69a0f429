/**
 * The interfaces through which the runner's services call one another. Each call names its caller, whose permissions the
 * called service checks. Tests may replace any of them.
 */
import type { AccessRule } from './access-control.ts';
import type { Principal } from './principal.ts';

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
   * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`, `TooManyRequestsException`,
   *   `RequestTooLargeException`
   */
  invoke(nameOrArn: string, payload: unknown, caller: Principal): Promise<FunctionResult>;
}

/** Lambda's asynchronous invocation, with the function's retries, dead-letter queue and destinations. */
export interface AsyncFunctionInvoker {
  /**
   * Resolves once the event is on disk, before the function runs. The event is delivered at least once, also after a
   * kill of the runner.
   * @throws AwsError `AccessDeniedException`, `ResourceNotFoundException`, `RequestTooLargeException`
   */
  invokeAsync(nameOrArn: string, payload: unknown, caller: Principal): Promise<void>;
}

export interface QueueSender {
  /**
   * @param attributes string message attributes
   * @throws AwsError `AccessDenied`, `QueueDoesNotExist`, or the error with which SQS refuses the message
   */
  send(
    queueArn: string,
    body: string,
    caller: Principal,
    attributes?: Readonly<Record<string, string>>,
  ): Promise<void>;
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
  /** Starts an execution with a generated name. @throws AwsError `AccessDeniedException`, `StateMachineDoesNotExist` */
  startExecution(machineArn: string, input: unknown, caller: Principal): Promise<void>;
}

export interface EventEntry {
  readonly busName: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources: readonly string[];
}

export interface EventPublisher {
  /**
   * Delivers the event to every target of every matching rule, then returns the event's id. An AWS service that publishes
   * its own events needs no permission.
   * @throws AwsError `AccessDeniedException`
   */
  publish(entry: EventEntry, caller: Principal): Promise<string>;
}

/** The operations of an AWS JSON protocol. Each takes parsed input, returns the output, and throws `AwsError`. */
export type Operations = Readonly<Record<string, (input: unknown) => Promise<unknown>>>;

/** The permissions that operations need, by operation. One without a rule is for the administrator only. */
export type AccessRules = Readonly<Record<string, AccessRule>>;

/** The endpoint of AWS's JSON protocols, where requests carry `X-Amz-Target: <prefix>.<operation>`. */
export interface OperationRegistry {
  serve(targetPrefix: string, operations: Operations, rules?: AccessRules): void;
}

/**
 * Reports an error that may come from the state folder. Returns true for a storage failure: nothing more can be recorded,
 * and the process is about to end. Returns false for any other error.
 */
export type StorageFailureReporter = (error: unknown) => boolean;
