import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  type IChainable,
  JsonPath,
  Pass,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { ReviewVerdict } from '../../lambdas/shared/contract.ts';
import { brief, retry } from './retries.ts';

export interface ReviewLoopProps {
  readonly queryVoice: IFunction;
  /** Wait after a query whose function failed. */
  readonly maxWaitSeconds: number;
  readonly approved: IChainable;
  readonly rejected: IChainable;
  readonly timedOut: IChainable;
  /** Next state if another writer has ended the review. */
  readonly ended: IChainable;
}

/**
 * The loop of waits and queries while the status is `DEPLOYING`. A poll takes three states. The function decides the
 * waits and the deadline, and `$.review` has the next wait and the number of polls. No error of the query ends an
 * execution.
 */
export class ReviewLoop extends Construct {
  readonly start: Wait;

  constructor(scope: Construct, id: string, props: ReviewLoopProps) {
    super(scope, id);
    const wait = new Wait(this, 'Wait for review', { time: WaitTime.secondsPath('$.review.waitSeconds') });
    const query = new LambdaInvoke(this, 'Query voice', {
      lambdaFunction: props.queryVoice,
      payload: TaskInput.fromObject({
        voiceId: JsonPath.stringAt('$.voice.voiceId'),
        run: JsonPath.numberAt('$.run'),
        family: JsonPath.stringAt('$.voice.family'),
        scope: JsonPath.stringAt('$.voice.scope'),
        providerVoiceId: JsonPath.stringAt('$.voice.providerVoiceId'),
        reviewStartedAt: JsonPath.stringAt('$.voice.reviewStartedAt'),
        polls: JsonPath.numberAt('$.review.polls'),
      }),
      resultSelector: {
        verdict: JsonPath.stringAt('$.Payload.verdict'),
        waitSeconds: JsonPath.numberAt('$.Payload.waitSeconds'),
        polls: JsonPath.numberAt('$.Payload.polls'),
        purgeAt: JsonPath.stringAt('$.Payload.purgeAt'),
      },
      resultPath: '$.review',
      retryOnServiceExceptions: false,
      taskTimeout: Timeout.duration(Duration.minutes(1)),
    });
    retry(query, brief);
    const noNews = new Pass(this, 'No news', {
      parameters: {
        polls: JsonPath.mathAdd(JsonPath.numberAt('$.review.polls'), 1),
        waitSeconds: props.maxWaitSeconds,
      },
      resultPath: '$.review',
    }).next(wait);
    query.addCatch(noNews, { resultPath: JsonPath.DISCARD });

    const verdict = (is: ReviewVerdict) => Condition.stringEquals('$.review.verdict', is);
    const reviewed = new Choice(this, 'Reviewed?')
      .when(verdict('DEPLOYING'), wait)
      .when(verdict('OK'), props.approved)
      .when(verdict('UNDEPLOYED'), props.rejected)
      .when(verdict('ENDED'), props.ended)
      .otherwise(props.timedOut);
    wait.next(query).next(reviewed);
    this.start = wait;
  }
}
