import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Pass,
  Result,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ReviewVerdict } from '../../lambdas/shared/contract.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { InvokeFunction } from './invoke-function.ts';
import { parkTask } from './park-task.ts';
import { brief, retry } from './retries.ts';

export interface ReviewLoopProps {
  readonly voices: VoicesTable;
  readonly queryVoice: IFunction;
  /** Wait after a query whose function failed. */
  readonly maxWaitSeconds: number;
  readonly approved: IChainable;
  readonly rejected: IChainable;
  readonly timedOut: IChainable;
  /** Next state if another writer has ended the review. */
  readonly ended: IChainable;
  /** Next state if another run has parked the voice. */
  readonly overtaken: IChainable;
}

/**
 * The loop while the status is `DEPLOYING`. The execution parks until the sweep wakes it or a time-out ends, and then
 * queries the voice. The function decides the time-out and the deadline. If the sweep cannot find the voice, or the query
 * returned no status, the execution waits instead. No error of the query ends an execution.
 *
 * `$.review` has the number of queries, the times of the next wait, and the wakes so far.
 */
export class ReviewLoop extends Construct {
  /** The state that parks the execution. */
  readonly park: IChainable;
  /** The state that queries the voice. */
  readonly query: IChainable;

  constructor(scope: Construct, id: string, props: ReviewLoopProps) {
    super(scope, id);
    const query = this.#queryState(props);
    const wait = new Wait(this, 'Wait to query', { time: WaitTime.secondsPath('$.review.waitSeconds') });
    wait.next(query);
    // An execution of an older version has no more in `$.review` than the number of queries and the next wait.
    const failed = new Pass(this, 'Query failed', {
      result: Result.fromNumber(props.maxWaitSeconds),
      resultPath: '$.review.waitSeconds',
    }).next(wait);
    query.addCatch(failed, { resultPath: JsonPath.DISCARD });
    const park = parkTask(this, props.voices, { woken: query, failed: wait, overtaken: props.overtaken });
    park.next(query);

    const verdict = (is: ReviewVerdict) => Condition.stringEquals('$.review.verdict', is);
    const reviewed = new Choice(this, 'Review result?')
      .when(Condition.and(verdict('DEPLOYING'), Condition.booleanEquals('$.review.parks', true)), park)
      .when(verdict('DEPLOYING'), wait)
      .when(verdict('OK'), props.approved)
      .when(verdict('UNDEPLOYED'), props.rejected)
      .when(verdict('ENDED'), props.ended)
      .otherwise(props.timedOut);
    query.next(reviewed);
    this.park = park;
    this.query = query;
  }

  #queryState({ queryVoice }: ReviewLoopProps): InvokeFunction {
    const query = new InvokeFunction(this, 'Query voice', {
      lambdaFunction: queryVoice,
      payload: TaskInput.fromObject({
        voiceId: JsonPath.stringAt('$.voice.voiceId'),
        run: JsonPath.numberAt('$.run'),
        family: JsonPath.stringAt('$.voice.family'),
        scope: JsonPath.stringAt('$.voice.scope'),
        providerVoiceId: JsonPath.stringAt('$.voice.providerVoiceId'),
        reviewStartedAt: JsonPath.stringAt('$.voice.reviewStartedAt'),
        polls: JsonPath.numberAt('$.review.polls'),
        review: JsonPath.objectAt('$.review'),
      }),
      resultSelector: {
        verdict: JsonPath.stringAt('$.Payload.verdict'),
        waitSeconds: JsonPath.numberAt('$.Payload.waitSeconds'),
        polls: JsonPath.numberAt('$.Payload.polls'),
        purgeAt: JsonPath.stringAt('$.Payload.purgeAt'),
        parks: JsonPath.objectAt('$.Payload.parks'),
        parkSeconds: JsonPath.numberAt('$.Payload.parkSeconds'),
        parkExpiresAt: JsonPath.numberAt('$.Payload.parkExpiresAt'),
        woken: JsonPath.objectAt('$.Payload.woken'),
      },
      resultPath: '$.review',
      taskTimeout: Timeout.duration(Duration.minutes(1)),
    });
    retry(query, brief);
    return query;
  }
}
