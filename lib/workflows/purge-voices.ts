import { Aws, Duration } from 'aws-cdk-lib';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  CustomState,
  type IChainable,
  JsonPath,
  Pass,
  type StateMachine,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { errorNames, type PurgeOutcome, purgeOutcomes } from '../../lambdas/shared/contract.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { InvokeFunction } from './invoke-function.ts';
import { brief, outlasting, retry, retryOn, retryProps, waitsOf } from './retries.ts';
import { VoiceTransition } from './voice-transition.ts';
import { timeoutAbove, workflowMachine } from './workflow-machine.ts';

export interface PurgeVoicesWorkflowProps {
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly findDueVoices: IFunction;
  readonly purgeVoice: IFunction;
  /** Time-out of the purge function. Its state has a longer one. */
  readonly purgeTimeout: Duration;
  /** Longest time for which another process can hold the lease of a deletion. */
  readonly deleteLease: Duration;
  readonly settings: FunctionSettings;
}

/** Name of the state's data with the due voices and the counts of the run. */
const path = 'purging';

/** Voices of one execution. *Find due voices* has the same number. */
const voicesPerExecution = 50;

/** Returns the time-out of an execution. It allows all retries of each voice, because executions can overlap. */
function executionAllowance(purgeTimeout: Duration): Duration {
  const tries = brief.maxAttempts + 1;
  const waits = waitsOf(brief).reduce((total, wait) => total + wait, 0);
  const perVoice = tries * purgeTimeout.plus(Duration.minutes(1)).toSeconds() + waits;
  return Duration.seconds(Math.max(Duration.hours(8).toSeconds(), voicesPerExecution * perVoice));
}

/**
 * The workflow "purge voices" with the input `{ voiceIds?: [...], dryRun?: boolean }`.
 *
 * 1. *Find due voices* returns at most 50 voices that are due, or those of `voiceIds` that may be purged. With `dryRun`
 *    the execution ends here.
 * 2. For one voice after the other, *Purge voice* claims it and deletes it at DashScope and in S3. Then the workflow
 *    records and announces PURGED. An error affects one voice only, and the next run tries that voice again.
 * 3. If more voices are due, the run continues in a new execution from the position where this one ended, because an
 *    execution's history is limited to 25,000 events and a voice takes about 35. A run tries each voice once.
 * 4. The output is `{ dryRun, due, purged, skipped, failed }` with the counts of the whole run so far. `continuedBy` is
 *    the ARN of the next execution, if one was started.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-continue-new.html
 */
export class PurgeVoicesWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly #props: PurgeVoicesWorkflowProps;

  constructor(scope: Construct, id: string, props: PurgeVoicesWorkflowProps) {
    super(scope, id);
    this.#props = props;
    this.stateMachine = workflowMachine(this, {
      begin: this.#begin(),
      timeout: executionAllowance(props.purgeTimeout),
      settings: props.settings,
    });
    // The role's default policy has to exist before the state machine, so it cannot contain the state machine's ARN.
    new Policy(this, 'ContinuePolicy', {
      roles: [this.stateMachine.role],
      statements: [
        new PolicyStatement({
          actions: ['states:StartExecution'],
          resources: [this.stateMachine.stateMachineArn],
        }),
      ],
    });
  }

  #begin(): IChainable {
    const find = new InvokeFunction(this, 'Find due voices', {
      lambdaFunction: this.#props.findDueVoices,
      payload: TaskInput.fromObject({
        input: JsonPath.objectAt('$'),
        claimId: JsonPath.stringAt('$$.Execution.Name'),
      }),
      outputPath: '$.Payload',
    });
    retry(find, brief, [errorNames.invalidExecutionInput]);
    const voiceIds = JsonPath.objectAt('$.voiceIds');
    const due = JsonPath.arrayLength(voiceIds);
    const reportDue = new Pass(this, 'Report due voices', {
      parameters: { dryRun: true, due: JsonPath.numberAt('$.total'), voiceIds },
    });
    const begin = new Pass(this, 'Begin', {
      parameters: {
        [path]: {
          voiceIds,
          scope: JsonPath.stringAt('$.scope'),
          after: JsonPath.objectAt('$.after'),
          due: JsonPath.numberAt('$.counted.due'),
          size: due,
          next: 0,
          ...Object.fromEntries(purgeOutcomes.map((is) => [is, JsonPath.numberAt(`$.counted.${is}`)])),
        },
      },
    });
    return find.next(
      new Choice(this, 'Dry run?')
        .when(Condition.booleanEquals('$.dryRun', true), reportDue)
        .otherwise(begin.next(this.#eachVoice())),
    );
  }

  #eachVoice(): IChainable {
    const more = new Choice(this, 'Another voice?');
    const counted = (id: string, outcome: PurgeOutcome) =>
      new Pass(this, id, { parameters: countsAfter(outcome), resultPath: `$.${path}` }).next(more);
    return more
      .when(
        Condition.numberLessThanJsonPath(`$.${path}.next`, `$.${path}.size`),
        this.#oneVoice({
          purged: counted('Count purged', 'purged'),
          skipped: counted('Count skipped', 'skipped'),
          failed: counted('Count failed', 'failed'),
        }),
      )
      .otherwise(this.#end());
  }

  #end(): IChainable {
    const counted = {
      due: JsonPath.numberAt(`$.${path}.due`),
      ...Object.fromEntries(purgeOutcomes.map((is) => [is, JsonPath.numberAt(`$.${path}.${is}`)])),
    };
    const report = new Pass(this, 'Report', { parameters: { dryRun: false, ...counted } });
    const reportContinuation = new Pass(this, 'Report and continuation', {
      parameters: { dryRun: false, ...counted, continuedBy: JsonPath.stringAt('$.successor.ExecutionArn') },
    });
    // A custom state, because a state machine in its own definition would be a circular reference.
    const proceed = new CustomState(this, 'Continue in a new execution', {
      stateJson: {
        Type: 'Task',
        Resource: `arn:${Aws.PARTITION}:states:::states:startExecution`,
        Parameters: {
          'StateMachineArn.$': '$$.StateMachine.Id',
          // Retries use the same name, so that only one execution follows.
          'Name.$': "States.Hash($$.Execution.Name, 'SHA-256')",
          Input: {
            'after.$': `$.${path}.after`,
            counted: Object.fromEntries(
              ['due', ...purgeOutcomes].map((name) => [`${name}.$`, `$.${path}.${name}`]),
            ),
          },
        },
        ResultPath: '$.successor',
      },
    });
    proceed.addRetry({ errors: ['States.ALL'], ...retryProps(brief) });
    // The next scheduled run purges the remaining voices.
    proceed.addCatch(report, { resultPath: JsonPath.DISCARD });
    return new Choice(this, 'More voices due?')
      .when(Condition.isNotNull(`$.${path}.after`), proceed.next(reportContinuation))
      .otherwise(report);
  }

  #oneVoice(count: Readonly<Record<PurgeOutcome, IChainable>>): IChainable {
    const purge = new InvokeFunction(this, 'Purge voice', {
      lambdaFunction: this.#props.purgeVoice,
      payload: TaskInput.fromObject({
        voiceId: JsonPath.arrayGetItem(
          JsonPath.objectAt(`$.${path}.voiceIds`),
          JsonPath.numberAt(`$.${path}.next`),
        ),
        scope: JsonPath.stringAt(`$.${path}.scope`),
        claimId: JsonPath.stringAt('$$.Execution.Name'),
      }),
      resultSelector: { answer: JsonPath.objectAt('$.Payload') },
      resultPath: '$.voice',
      taskTimeout: timeoutAbove(this.#props.purgeTimeout),
    });
    retryOn(purge, errorNames.deleteLeaseTaken, outlasting(this.#props.deleteLease));
    retry(purge, brief);
    purge.addCatch(count.skipped, { errors: [errorNames.deleteLeaseTaken], resultPath: JsonPath.DISCARD });
    purge.addCatch(count.failed, { resultPath: JsonPath.DISCARD });

    const record = new VoiceTransition(this, 'Purged', {
      transition: 'purged',
      table: this.#props.voices.table,
      bus: this.#props.bus,
      retries: brief,
      keeps: path,
      overtaken: count.skipped,
      unwritable: count.failed,
      next: count.purged,
    });
    const prepare = new Pass(this, 'Prepare transition', {
      parameters: {
        voiceId: JsonPath.stringAt('$.voice.answer.voiceId'),
        run: JsonPath.numberAt('$.voice.answer.run'),
        voice: JsonPath.objectAt('$.voice.answer.voice'),
        purge: JsonPath.objectAt('$.voice.answer.purge'),
        [path]: JsonPath.objectAt(`$.${path}`),
      },
    }).next(record.start);
    const outcome = (is: PurgeOutcome | 'gone') => Condition.stringEquals('$.voice.answer.outcome', is);
    return purge.next(
      new Choice(this, 'Purge outcome?')
        .when(outcome('gone'), prepare)
        .when(outcome('purged'), count.purged)
        .otherwise(count.skipped),
    );
  }
}

/** Returns the data of the run after one more voice. */
function countsAfter(outcome: PurgeOutcome): Record<string, unknown> {
  const count = (name: string) => JsonPath.numberAt(`$.${path}.${name}`);
  const plusOne = (name: string) => JsonPath.mathAdd(count(name), 1);
  return {
    voiceIds: JsonPath.objectAt(`$.${path}.voiceIds`),
    scope: JsonPath.stringAt(`$.${path}.scope`),
    after: JsonPath.objectAt(`$.${path}.after`),
    due: count('due'),
    size: count('size'),
    next: plusOne('next'),
    ...Object.fromEntries(purgeOutcomes.map((is) => [is, is === outcome ? plusOne(is) : count(is)])),
  };
}
