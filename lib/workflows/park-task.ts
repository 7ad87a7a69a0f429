import { Aws } from 'aws-cdk-lib';
import { CustomState, type IChainable, JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { errorNames, parkedItems } from '../../lambdas/shared/contract.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { brief, retryProps } from './retries.ts';

export interface ParkTaskProps {
  /** Next state after the time-out. */
  readonly woken: IChainable;
  /** Next state if the item could not be written. */
  readonly failed: IChainable;
  /** Next state if another run has parked the voice. */
  readonly overtaken: IChainable;
}

/**
 * Returns the state that parks the execution. It writes the item `WAIT#<voiceId>` with its task token, and waits until the
 * sweep sends the token back or the time-out ends. The item of a higher run is not replaced.
 *
 * It is a custom state because the optimized integration of DynamoDB cannot wait for a task token.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 */
export function parkTask(scope: Construct, voices: VoicesTable, next: ParkTaskProps): CustomState {
  const number = (path: string) => ({ 'N.$': `States.Format('{}', ${path})` });
  const text = (path: string) => ({ 'S.$': path });
  const { prefix } = parkedItems;
  const park = new CustomState(scope, 'Park', {
    stateJson: {
      Type: 'Task',
      Resource: `arn:${Aws.PARTITION}:states:::aws-sdk:dynamodb:putItem.waitForTaskToken`,
      Parameters: {
        TableName: voices.name,
        Item: {
          voiceId: text(`States.Format('${prefix}{}', $.voiceId)`),
          status: text(`States.Format('${prefix}{}#{}', $.voice.family, $.voice.scope)`),
          providerVoiceId: text('$.voice.providerVoiceId'),
          run: number('$.run'),
          token: text('$$.Task.Token'),
          parkedAt: text('$$.State.EnteredTime'),
          reviewStartedAt: text('$.voice.reviewStartedAt'),
          evidence: text('$.review.woken.evidence'),
          wakes: number('$.review.woken.wakes'),
          expiresAtEpochSeconds: number('$.review.parkExpiresAt'),
        },
        ConditionExpression: 'attribute_not_exists(voiceId) OR #run <= :run',
        ExpressionAttributeNames: { '#run': 'run' },
        ExpressionAttributeValues: { ':run': number('$.run') },
      },
      TimeoutSecondsPath: '$.review.parkSeconds',
      ResultPath: '$.review.woken',
    },
  });
  const neverRetried = ['States.Timeout', errorNames.sdkConditionalCheckFailed];
  park.addRetry({ errors: neverRetried, maxAttempts: 0 });
  park.addRetry({ errors: ['States.ALL'], ...retryProps(brief) });
  const resultPath = JsonPath.DISCARD;
  park.addCatch(next.overtaken, { errors: [errorNames.sdkConditionalCheckFailed], resultPath });
  park.addCatch(next.woken, { errors: ['States.Timeout'], resultPath });
  park.addCatch(next.failed, { resultPath });
  return park;
}
