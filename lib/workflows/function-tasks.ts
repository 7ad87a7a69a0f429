import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { JsonPath, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { errorNames } from '../../lambdas/shared/contract.ts';
import type { CreateTimers } from '../settings/create-timers.ts';
import { InvokeFunction } from './invoke-function.ts';
import { patient, retry, retryOn, throttled } from './retries.ts';

/** Returns the state that creates the voice. It does not repeat an invocation whose answer may be lost. */
export function createVoiceTask(
  scope: Construct,
  createVoice: IFunction,
  { stateSeconds }: CreateTimers,
): InvokeFunction {
  const create = new InvokeFunction(scope, 'Create voice', {
    lambdaFunction: createVoice,
    // The whole input, which the function checks.
    payload: TaskInput.fromJsonPathAt('$'),
    outputPath: '$.Payload',
    taskTimeout: Timeout.duration(Duration.seconds(stateSeconds)),
  });
  // Lambda did not invoke the function, so nothing was sent. After any other error the answer may be lost.
  retryOn(create, errorNames.functionThrottled, throttled);
  return create;
}

/** Returns the state that settles an execution. Its function reads the record and takes the remaining steps. */
export function settleExecutionTask(scope: Construct, settleExecution: IFunction): InvokeFunction {
  const settle = new InvokeFunction(scope, 'Settle execution', {
    lambdaFunction: settleExecution,
    payload: thisVoice(),
    resultPath: JsonPath.DISCARD,
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
