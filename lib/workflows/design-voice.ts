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
import type { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import {
  DynamoAttributeValue,
  DynamoGetItem,
  DynamoProjectionExpression,
  DynamoReturnValues,
  DynamoUpdateItem,
} from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import {
  type CreateOutcome,
  errorNames,
  reviewedFamilies,
  type Status,
  settledStatuses,
} from '../../lambdas/shared/contract.ts';
import { recordMadeExpressions } from '../../lambdas/shared/voice/transition-expressions.ts';
import type { VoiceDesignConfig } from '../config.ts';
import type { CreateTimers } from '../create-timers.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { createVoiceTask, settleExecutionTask } from './function-tasks.ts';
import { patient, retry, throttled, waitsOf } from './retries.ts';
import { ReviewLoop } from './review-loop.ts';
import { VoiceTransition, type VoiceTransitionProps } from './voice-transition.ts';
import { workflowMachine } from './workflow-machine.ts';

export interface DesignVoiceWorkflowProps {
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly createVoice: IFunction;
  /** Its state waits longer than the create function lives, so that the machine never leaves a running function. */
  readonly createTimers: CreateTimers;
  /** How long a create may take from its first try to the recorded end, waits included. */
  readonly createSeconds: number;
  readonly queryVoice: IFunction;
  readonly settleExecution: IFunction;
  readonly review: VoiceDesignConfig['review'];
  readonly settings: FunctionSettings;
}

/** After a create function that failed without an answer. */
const interruptionSeconds = 30;

/** Waits after interruptions, until all of them are two minutes longer than any claim is believed. */
export function interruptionsAllowed({ functionSeconds, claimMarginSeconds }: CreateTimers): number {
  return Math.ceil((functionSeconds + claimMarginSeconds + 120) / interruptionSeconds);
}

/**
 * The workflow "design a voice", input `{ voiceId, run }`.
 *
 * 1. *Create voice*: a function reserves a name, claims the attempt, sends once, records the voice's id, then stores
 *    the preview. It may be entered again at any time, since it begins by reading the record.
 *    - `made`: → 2. `unrecorded`: the workflow itself writes the id, then enters 1 again. `again`: nothing was done at
 *      the provider; waits, then 1. `failed`: recorded as FAILED, announced, ends. `ended`: somebody else's; ends.
 *    - the function fails without an answer: waits, then 1; too often: *settle execution* records what can be known.
 * 2. Recorded and announced: DEPLOYING (a reviewed family) → 3; OK (a family without review) → ends.
 * 3. Wait → query → still DEPLOYING: wait again, longer. Three states a poll; the table is written on change only.
 * 4. OK, UNDEPLOYED, or TIMED_OUT at the deadline: recorded, announced; ends.
 *
 * What cannot be caught (a payload too large, a stopped or timed-out execution) is seen by the rule on the execution's
 * status, which starts *settle execution* too.
 */
export class DesignVoiceWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: DesignVoiceWorkflowProps;
  readonly #done: Succeed;
  readonly #settle: LambdaInvoke;
  readonly #createVoice: LambdaInvoke;
  readonly #overtaken: DynamoGetItem;

  constructor(scope: Construct, id: string, props: DesignVoiceWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.#done = new Succeed(this, 'Done');
    this.#createVoice = createVoiceTask(this, props.createVoice, props.createTimers);
    this.#settle = settleExecutionTask(this, props.settleExecution);
    this.#settle.next(this.#done);
    this.#overtaken = this.#overtakenState();

    const waitForReview = this.#review();
    this.#createVoice.next(this.#afterCreate(waitForReview));
    this.#createVoice.addCatch(new Fail(this, 'No such voice', { error: errorNames.voiceNotFound }), {
      errors: [errorNames.voiceNotFound],
    });
    this.#createVoice.addCatch(this.#interrupted(), { resultPath: '$.error' });

    this.stateMachine = workflowMachine(this, {
      begin: this.#begin(),
      timeout: Duration.seconds(
        Math.ceil(props.review.deadlineSeconds) +
          props.createSeconds +
          waitsOf(throttled).reduce((total, wait) => total + wait, 0) +
          props.review.maxWaitSeconds,
      ),
      invokes: [props.createVoice, props.queryVoice, props.settleExecution],
      settings: props.settings,
    });
  }

  #begin(): IChainable {
    const refuse = new Fail(this, 'Refuse input', {
      error: errorNames.invalidExecutionInput,
      cause: 'The input of an execution is { "voiceId": string, "run": number }.',
    });
    const begin = new Pass(this, 'Begin', {
      parameters: {
        voiceId: JsonPath.stringAt('$.voiceId'),
        run: JsonPath.numberAt('$.run'),
        interruptions: 0,
      },
    }).next(this.#createVoice);
    return new Choice(this, 'Is the input ours?')
      .when(
        Condition.and(
          Condition.isPresent('$.voiceId'),
          Condition.isString('$.voiceId'),
          Condition.isPresent('$.run'),
          Condition.isNumeric('$.run'),
        ),
        begin,
      )
      .otherwise(refuse);
  }

  /** The function failed without an answer: it is entered again, and reads in the record how far it had come. */
  #interrupted(): IChainable {
    const count = new Pass(this, 'Count interruption', {
      parameters: {
        voiceId: JsonPath.stringAt('$.voiceId'),
        run: JsonPath.numberAt('$.run'),
        interruptions: JsonPath.mathAdd(JsonPath.numberAt('$.interruptions'), 1),
      },
    });
    const wait = new Wait(this, 'Wait after interruption', {
      time: WaitTime.duration(Duration.seconds(interruptionSeconds)),
    });
    const allowed = interruptionsAllowed(this.#props.createTimers);
    return new Choice(this, 'Interrupted too often?')
      .when(Condition.numberGreaterThanEquals('$.interruptions', allowed), this.#settle)
      .otherwise(count.next(wait).next(this.#createVoice));
  }

  #afterCreate(waitForReview: Wait): IChainable {
    const outcome = (is: CreateOutcome) => Condition.stringEquals('$.outcome', is);
    const waitToCreate = new Wait(this, 'Wait to create again', {
      time: WaitTime.secondsPath('$.waitSeconds'),
    });
    return new Choice(this, 'What came of it?')
      .when(outcome('made'), this.#afterMade(waitForReview))
      .when(
        outcome('madeDeleted'),
        this.#transition('Created and deleted', { transition: 'createdDeleted', next: this.#done }),
      )
      .when(
        outcome('deletedUnmade'),
        this.#transition('Deleted unmade', { transition: 'deletedUnmade', next: this.#done }),
      )
      .when(outcome('unrecorded'), this.#recordProviderVoice())
      .when(outcome('again'), waitToCreate.next(this.#createVoice))
      .when(outcome('failed'), this.#transition('Failed', { transition: 'failed', next: this.#done }))
      .otherwise(this.#done);
  }

  #afterMade(waitForReview: Wait): IChainable {
    const created = this.#transition('Created', {
      transition: 'created',
      review: { polls: 0, waitSeconds: this.#props.review.firstWaitSeconds },
      keeps: 'languages',
      next: waitForReview,
    });
    const createdReady = this.#transition('Created and ready', {
      transition: 'createdReady',
      next: this.#done,
    });
    const resume = new Pass(this, 'Resume review', {
      parameters: {
        polls: JsonPath.numberAt('$.voice.polls'),
        waitSeconds: this.#props.review.firstWaitSeconds,
      },
      resultPath: '$.review',
    }).next(waitForReview);
    const status = (is: Status) => Condition.stringEquals('$.voice.status', is);
    const choice = new Choice(this, 'Is it to be reviewed?').when(status('DEPLOYING'), resume);
    for (const family of reviewedFamilies()) {
      const isOfFamily = Condition.stringEquals('$.voice.family', family);
      choice.when(Condition.and(status('CREATING'), isOfFamily), created);
    }
    return choice.when(status('CREATING'), createdReady).otherwise(this.#done);
  }

  /** The function holds the provider's voice id but could not write it: the workflow writes it, on the same condition. */
  #recordProviderVoice(): IChainable {
    const text = (path: string) => DynamoAttributeValue.fromString(JsonPath.stringAt(path));
    const { update, condition } = recordMadeExpressions(['keyId = :keyId']);
    const record = new DynamoUpdateItem(this, 'Record provider voice', {
      table: this.#props.voices.table,
      key: { voiceId: text('$.voiceId') },
      updateExpression: update,
      conditionExpression: condition,
      expressionAttributeNames: { '#attempt': JsonPath.stringAt('$.unrecorded.attempt'), '#state': 'state' },
      expressionAttributeValues: {
        ':id': text('$.unrecorded.providerVoiceId'),
        ':claimId': text('$.unrecorded.claimId'),
        ':keyId': text('$.unrecorded.keyId'),
        ':made': DynamoAttributeValue.fromString('MADE'),
      },
      returnValues: DynamoReturnValues.NONE,
      resultPath: JsonPath.DISCARD,
    });
    retry(record, patient, [errorNames.conditionalCheckFailed]);
    record.addCatch(this.#overtaken, {
      errors: [errorNames.conditionalCheckFailed],
      resultPath: JsonPath.DISCARD,
    });
    record.addCatch(this.#settle, { resultPath: '$.error' });
    return record.next(this.#createVoice);
  }

  #review(): Wait {
    const settled = (id: string, props: Pick<VoiceTransitionProps, 'transition' | 'reason'>) =>
      this.#transition(id, { ...props, next: this.#done });
    return new ReviewLoop(this, 'Review', {
      queryVoice: this.#props.queryVoice,
      maxWaitSeconds: this.#props.review.maxWaitSeconds,
      approved: settled('Approved', { transition: 'approved' }),
      rejected: settled('Rejected', { transition: 'rejected', reason: 'review_rejected' }),
      ended: this.#done,
      timedOut: settled('Review timed out', { transition: 'reviewTimedOut', reason: 'review_deadline' }),
    }).start;
  }

  /** A condition did not hold: another run owns the record, or it is settled, or there is more to do than was known. */
  #overtakenState(): DynamoGetItem {
    const read = new DynamoGetItem(this, 'Read voice', {
      table: this.#props.voices.table,
      key: { voiceId: DynamoAttributeValue.fromString(JsonPath.stringAt('$.voiceId')) },
      consistentRead: true,
      projectionExpression: [
        new DynamoProjectionExpression().withAttribute('#status'),
        new DynamoProjectionExpression().withAttribute('#run'),
      ],
      expressionAttributeNames: { '#status': 'status', '#run': 'run' },
      resultSelector: {
        status: JsonPath.stringAt('$.Item.status.S'),
        run: JsonPath.stringToJson(JsonPath.stringAt('$.Item.run.N')),
      },
      resultPath: '$.current',
    });
    retry(read, patient);
    read.addCatch(this.#settle, { resultPath: '$.error' });
    const over = Condition.or(
      Condition.not(Condition.numberEqualsJsonPath('$.current.run', '$.run')),
      ...settledStatuses.map((status) => Condition.stringEquals('$.current.status', status)),
    );
    const again = new Pass(this, 'Begin again', {
      parameters: {
        voiceId: JsonPath.stringAt('$.voiceId'),
        run: JsonPath.numberAt('$.run'),
        interruptions: 0,
      },
    }).next(this.#createVoice);
    read.next(new Choice(this, 'Is it still ours?').when(over, this.#done).otherwise(again));
    return read;
  }

  #transition(
    id: string,
    props: Pick<VoiceTransitionProps, 'transition' | 'reason' | 'review' | 'keeps' | 'next'>,
  ): IChainable {
    const { voices, bus } = this.#props;
    return new VoiceTransition(this, id, {
      ...props,
      table: voices.table,
      bus,
      overtaken: this.#overtaken,
      unwritable: this.#settle,
    }).start;
  }
}
