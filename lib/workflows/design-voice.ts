import { Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  JsonPath,
  Pass,
  type StateMachine,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import type { DynamoGetItem } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import {
  type CreateOutcome,
  errorNames,
  reviewedFamilies,
  type Status,
  settledStatuses,
} from '../../lambdas/shared/contract.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { CreateTimers } from '../settings/create-timers.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { createVoiceTask, settleExecutionTask } from './function-tasks.ts';
import type { InvokeFunction } from './invoke-function.ts';
import { throttled, waitsOf } from './retries.ts';
import { ReviewLoop } from './review-loop.ts';
import { readVoiceTask, recordProviderVoiceTask } from './table-tasks.ts';
import { VoiceTransition, type VoiceTransitionProps } from './voice-transition.ts';
import { workflowMachine } from './workflow-machine.ts';

export interface DesignVoiceWorkflowProps {
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly createVoice: IFunction;
  /** Time-outs of a create. The state's is longer than the function's, so no function is running when a state ends. */
  readonly createTimers: CreateTimers;
  /** Longest time from the first attempt of a create to its recorded end, including waits. */
  readonly createSeconds: number;
  readonly queryVoice: IFunction;
  readonly settleExecution: IFunction;
  readonly review: VoiceDesignConfig['review'];
  readonly settings: FunctionSettings;
}

/** Wait after a create function that failed without an answer. */
const interruptionSeconds = 30;

/** Returns the number of waits after interruptions that lasts two minutes longer than any claim is valid. */
export function interruptionsAllowed({ functionSeconds, claimMarginSeconds }: CreateTimers): number {
  return Math.ceil((functionSeconds + claimMarginSeconds + 120) / interruptionSeconds);
}

/**
 * The workflow "design a voice" with the input `{ voiceId, run }`. A state costs money, so the create function checks the
 * input, and the last transition ends the execution.
 *
 * 1. *Create voice* invokes a function that reserves a name, claims the attempt, sends one create, records the voice's
 *    id and stores the preview. The function begins by reading the record, so it can be invoked again at any time. Its
 *    outcome decides the next step:
 *    - `made` continues with step 2.
 *    - `unrecorded` means that the function could not write the id. The workflow writes it and repeats step 1.
 *    - `again` means that nothing was sent to the provider. The workflow waits and repeats step 1.
 *    - `failed` is recorded as FAILED and announced, and the execution ends.
 *    - `ended` means that another run owns the record, and the execution ends.
 *    - If the function fails without an answer, the workflow waits and repeats step 1. After the last repetition, *settle
 *      execution* records the outcome as far as the record shows it.
 * 2. The workflow records and announces DEPLOYING for a family with review and continues with step 3. For a family
 *    without review it records and announces OK, and the execution ends.
 * 3. The execution parks until the sweep wakes it, and then queries DashScope, until the status is no longer DEPLOYING. The
 *    record is written only when the status changes.
 * 4. The workflow records and announces OK, UNDEPLOYED, or TIMED_OUT at the deadline, and the execution ends.
 *
 * Some ends cannot be caught, such as an execution that is aborted or times out. The rule on the execution's status
 * starts *settle execution* for them.
 */
export class DesignVoiceWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: DesignVoiceWorkflowProps;
  readonly #done: Succeed;
  readonly #settle: InvokeFunction;
  readonly #createVoice: InvokeFunction;
  readonly #overtaken: DynamoGetItem;

  constructor(scope: Construct, id: string, props: DesignVoiceWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.#done = new Succeed(this, 'Done');
    this.#createVoice = createVoiceTask(this, props.createVoice, props.createTimers);
    this.#settle = settleExecutionTask(this, props.settleExecution);
    this.#settle.next(this.#done);
    this.#overtaken = this.#overtakenState();

    this.#createVoice.next(this.#afterCreate(this.#review()));
    this.#createVoice.addCatch(this.#refusal(), { errors: [errorNames.invalidExecutionInput] });
    this.#createVoice.addCatch(new Fail(this, 'Voice not found', { error: errorNames.voiceNotFound }), {
      errors: [errorNames.voiceNotFound],
    });
    this.#createVoice.addCatch(this.#interrupted(), { resultPath: '$.error' });

    this.stateMachine = workflowMachine(this, {
      begin: this.#createVoice,
      timeout: Duration.seconds(
        Math.ceil(props.review.deadlineSeconds) +
          props.createSeconds +
          waitsOf(throttled).reduce((total, wait) => total + wait, 0) +
          props.review.maxWaitSeconds,
      ),
      settings: props.settings,
    });
    props.voices.grantPark(this.stateMachine);
  }

  #refusal(): Fail {
    return new Fail(this, 'Refuse input', {
      error: errorNames.invalidExecutionInput,
      cause: 'The input of an execution is { "voiceId": string, "run": number }.',
    });
  }

  /** Handles a function that failed without an answer. The next invocation reads its progress in the record. */
  #interrupted(): IChainable {
    const counted = (id: string, interruptions: unknown) =>
      new Pass(this, id, {
        parameters: {
          voiceId: JsonPath.stringAt('$.voiceId'),
          run: JsonPath.numberAt('$.run'),
          interruptions,
        },
      });
    const first = counted('First interruption', 1);
    const next = counted('Count interruption', JsonPath.mathAdd(JsonPath.numberAt('$.interruptions'), 1));
    const wait = new Wait(this, 'Wait after interruption', {
      time: WaitTime.duration(Duration.seconds(interruptionSeconds)),
    });
    wait.next(this.#createVoice);
    const allowed = interruptionsAllowed(this.#props.createTimers);
    return new Choice(this, 'Interruption limit reached?')
      .when(Condition.isNotPresent('$.interruptions'), first.next(wait))
      .when(Condition.numberGreaterThanEquals('$.interruptions', allowed), this.#settle)
      .otherwise(next.next(wait));
  }

  #afterCreate(review: ReviewLoop): IChainable {
    const outcome = (is: CreateOutcome) => Condition.stringEquals('$.outcome', is);
    const waitToCreate = new Wait(this, 'Wait to create again', {
      time: WaitTime.secondsPath('$.waitSeconds'),
    });
    const choice = new Choice(this, 'Create outcome?');
    this.#whenMade(choice, review);
    return choice
      .when(outcome('madeDeleted'), this.#transition('Created and deleted', { transition: 'createdDeleted' }))
      .when(
        outcome('deletedUnmade'),
        this.#transition('Deleted before creation', { transition: 'deletedBeforeCreation' }),
      )
      .when(outcome('unrecorded'), this.#recordProviderVoice())
      .when(outcome('again'), waitToCreate.next(this.#createVoice))
      .when(outcome('failed'), this.#transition('Failed', { transition: 'failed' }))
      .otherwise(this.#done);
  }

  /** Adds the outcomes of a voice that the provider has made. A voice that is under review already is queried first. */
  #whenMade(choice: Choice, review: ReviewLoop): void {
    const made: CreateOutcome = 'made';
    const madeAs = (status: Status, ...further: Condition[]) =>
      Condition.and(
        Condition.stringEquals('$.outcome', made),
        Condition.stringEquals('$.voice.status', status),
        ...further,
      );
    const created = this.#transition('Created', {
      transition: 'created',
      review: JsonPath.objectAt('$.review'),
      keeps: 'languages',
      next: review.park,
    });
    for (const family of reviewedFamilies()) {
      choice.when(madeAs('CREATING', Condition.stringEquals('$.voice.family', family)), created);
    }
    choice.when(madeAs('CREATING'), this.#transition('Created and ready', { transition: 'createdReady' }));
    choice.when(madeAs('DEPLOYING'), review.query);
  }

  /** Writes a voice id that the function received but could not write, with the function's own condition. */
  #recordProviderVoice(): IChainable {
    const record = recordProviderVoiceTask(this, this.#props.voices.table);
    record.addCatch(this.#overtaken, {
      errors: [errorNames.conditionalCheckFailed],
      resultPath: JsonPath.DISCARD,
    });
    record.addCatch(this.#settle, { resultPath: '$.error' });
    return record.next(this.#createVoice);
  }

  #review(): ReviewLoop {
    const settled = (id: string, props: Pick<VoiceTransitionProps, 'transition' | 'reason'>) =>
      this.#transition(id, props);
    return new ReviewLoop(this, 'Review', {
      voices: this.#props.voices,
      queryVoice: this.#props.queryVoice,
      maxWaitSeconds: this.#props.review.maxWaitSeconds,
      approved: settled('Approved', { transition: 'approved' }),
      rejected: settled('Rejected', { transition: 'rejected', reason: 'review_rejected' }),
      ended: this.#done,
      timedOut: settled('Review timed out', { transition: 'reviewTimedOut', reason: 'review_deadline' }),
      overtaken: this.#overtaken,
    });
  }

  /**
   * Handles a write whose condition failed. The execution ends if another run owns the record or its status is final.
   * Otherwise it begins again, because the record has changed since it was read.
   */
  #overtakenState(): DynamoGetItem {
    const read = readVoiceTask(this, this.#props.voices.table);
    read.addCatch(this.#settle, { resultPath: '$.error' });
    const over = Condition.or(
      Condition.not(Condition.numberEqualsJsonPath('$.current.run', '$.run')),
      ...settledStatuses.map((status) => Condition.stringEquals('$.current.status', status)),
    );
    read.next(new Choice(this, 'Owned by this run?').when(over, this.#done).otherwise(this.#createVoice));
    return read;
  }

  #transition(
    id: string,
    props: Pick<VoiceTransitionProps, 'transition' | 'reason' | 'review' | 'keeps'> & { next?: IChainable },
  ): IChainable {
    const { voices, bus } = this.#props;
    return new VoiceTransition(this, id, {
      next: this.#done,
      isLast: props.next === undefined,
      ...props,
      table: voices.table,
      bus,
      overtaken: this.#overtaken,
      unwritable: this.#settle,
    }).start;
  }
}
