import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { errorNames } from '../../lambdas/shared/contract.ts';
import type { CreateTimers } from '../create-timers.ts';
import { patient, retry, retryOn, throttled } from './retries.ts';

/** Creates the voice of the execution. No answer that may have been lost is followed by a second invocation. */
export function createVoiceTask(
  scope: Construct,
  createVoice: IFunction,
  { stateSeconds }: CreateTimers,
): LambdaInvoke {
  const create = new LambdaInvoke(scope, 'Create voice', {
    lambdaFunction: createVoice,
    payload: thisVoice(),
    outputPath: '$.Payload',
    retryOnServiceExceptions: false,
    taskTimeout: Timeout.duration(Duration.seconds(stateSeconds)),
  });
  // Nothing was invoked, so nothing can have been sent. Every other error may be a lost answer and is caught instead.
  retryOn(create, errorNames.functionThrottled, throttled);
  return create;
}

/** Settles what the machine cannot: the function reads the record and takes the steps that are left. */
export function settleExecutionTask(scope: Construct, settleExecution: IFunction): LambdaInvoke {
  const settle = new LambdaInvoke(scope, 'Settle execution', {
    lambdaFunction: settleExecution,
    payload: thisVoice(),
    resultPath: JsonPath.DISCARD,
    retryOnServiceExceptions: false,
  });
  retry(settle, patient);
  return settle;
}

function thisVoice(): TaskInput {
  return TaskInput.fromObject({
    voiceId: JsonPath.stringAt('$.voiceId'),
    run: JsonPath.numberAt('$.run'),
  });
}
