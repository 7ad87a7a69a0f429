import { type ExecutionReader, StepFunctionsReader } from '../execution-reader.ts';
import { type ExecutionStarter, StepFunctionsStarter, stepFunctions } from '../executions.ts';

/** Starts and reads the executions of the workflow that designs voices. */
export function designVoiceExecutions(stateMachineArn: string): ExecutionStarter & ExecutionReader {
  const starter = new StepFunctionsStarter(stepFunctions(), stateMachineArn);
  const reader = new StepFunctionsReader(stepFunctions(), stateMachineArn);
  return {
    start: (voiceId, run) => starter.start(voiceId, run),
    state: (voiceId, run) => reader.state(voiceId, run),
  };
}
