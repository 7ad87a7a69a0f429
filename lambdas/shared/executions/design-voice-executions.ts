import type { ExecutionReader } from './execution-reader.ts';
import type { ExecutionStarter } from './execution-starter.ts';
import { StepFunctionsReader } from './step-functions-reader.ts';
import { StepFunctionsStarter, stepFunctions } from './step-functions-starter.ts';

/** The executions that design voices, to start and to look at. */
export function designVoiceExecutions(stateMachineArn: string): ExecutionStarter & ExecutionReader {
  const starter = new StepFunctionsStarter(stepFunctions(), stateMachineArn);
  const reader = new StepFunctionsReader(stepFunctions(), stateMachineArn);
  return {
    start: (voiceId, run) => starter.start(voiceId, run),
    state: (voiceId, run) => reader.state(voiceId, run),
  };
}
