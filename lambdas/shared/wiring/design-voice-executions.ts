import type { SFNClient } from '@aws-sdk/client-sfn';
import { type ExecutionReader, StepFunctionsReader } from '../execution-reader.ts';
import { type ExecutionStarter, StepFunctionsStarter } from '../executions.ts';

/** Starts and reads the executions that design voices. */
export function designVoiceExecutions(
  client: SFNClient,
  stateMachineArn: string,
): ExecutionStarter & ExecutionReader {
  const starter = new StepFunctionsStarter(client, stateMachineArn);
  const reader = new StepFunctionsReader(client, stateMachineArn);
  return {
    start: (voiceId, run) => starter.start(voiceId, run),
    state: (voiceId, run) => reader.state(voiceId, run),
  };
}
