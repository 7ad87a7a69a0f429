/** An event of the running stack, for the terminal to show or for a test to wait for. */
export type RunnerEvent =
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
      /** True for an Express execution. */
      readonly express?: boolean;
    }
  | {
      readonly kind: 'executionEnded';
      readonly machine: string;
      readonly execution: string;
      readonly status: string;
      readonly error?: string;
      /** The output of a successful execution, as JSON text. */
      readonly output?: string;
      /** True for an Express execution. */
      readonly express?: boolean;
    }
  | {
      /** A service integration of a state failed. The state's `Retry` or `Catch` may handle it. */
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
      /** The ARN of the target. */
      readonly target: string;
    }
  | {
      /** The target of a rule or a schedule refused the event, and no dead-letter queue received it. */
      readonly kind: 'deliveryFailed';
      /** The name of the rule or the schedule. */
      readonly rule: string;
      readonly target: string;
      readonly reason: string;
    }
  | {
      /** A rule has invoked a target. */
      readonly kind: 'ruleInvoked';
      readonly bus: string;
      readonly rule: string;
      readonly outcome: DeliveryOutcome;
    }
  | {
      /** A schedule has invoked its target. */
      readonly kind: 'scheduleInvoked';
      readonly group: string;
      readonly schedule: string;
      readonly outcome: DeliveryOutcome;
    }
  | {
      /** An invocation of a function has ended, or was throttled. */
      readonly kind: 'functionInvoked';
      readonly functionName: string;
      readonly outcome: 'succeeded' | 'failed' | 'throttled';
      readonly milliseconds: number;
    }
  | {
      /** Lambda has accepted an asynchronous event, or could not process it. */
      readonly kind: 'asyncInvocation';
      readonly functionName: string;
      readonly outcome: 'received' | 'dropped' | 'deadLetterFailed' | 'destinationFailed';
    }
  | {
      /** A stack no longer has the resource. */
      readonly kind: 'resourceRemoved';
      readonly logicalId: string;
      readonly type: string;
      readonly name: string;
      readonly outcome: 'deleted' | 'retained' | 'failed';
      readonly reason?: string;
    }
  | {
      /** An alarm of CloudWatch has changed its state. */
      readonly kind: 'alarmChanged';
      readonly alarm: string;
      readonly description: string;
      readonly from: string;
      readonly to: string;
      readonly reason: string;
      /** The ARNs that the alarm notifies. */
      readonly actions: readonly string[];
    }
  | { readonly kind: 'messageReceived'; readonly queue: string; readonly body: string }
  | { readonly kind: 'functionLog'; readonly functionName: string; readonly line: string }
  | {
      readonly kind: 'requestAnswered';
      readonly method: string;
      readonly path: string;
      readonly status: number;
      readonly milliseconds: number;
      readonly stage: string;
      /** The name of the stage's API, or undefined if no stage has the address. */
      readonly apiName: string | undefined;
    };

/** `lost` is a failure without a dead-letter queue. */
export type DeliveryOutcome = 'delivered' | 'deadLetter' | 'deadLetterFailed' | 'lost';

export type Observer = (event: RunnerEvent) => void;
