import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import { executionName } from './voice/ids.ts';

/** State of an execution. `none` means that none has this name, or that Step Functions has deleted its history. */
export type ExecutionState = 'running' | 'ended' | 'none';

/** Reads the state of the workflows that design voices. */
export interface ExecutionReader {
  state(voiceId: string, run: number): Promise<ExecutionState>;
}

/** Executions of a Standard state machine. Their ARNs are derived from their names. */
export class StepFunctionsReader implements ExecutionReader {
  readonly #client: SFNClient;
  readonly #executions: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#executions = stateMachineArn.replace(':stateMachine:', ':execution:');
  }

  async state(voiceId: string, run: number): Promise<ExecutionState> {
    const executionArn = `${this.#executions}:${executionName(voiceId, run)}`;
    try {
      const { status } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return status === 'RUNNING' || status === 'PENDING_REDRIVE' ? 'running' : 'ended';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'none';
      throw error;
    }
  }
}
