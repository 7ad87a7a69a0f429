import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import { executionName } from './voice/ids.ts';

/** What has become of an execution; `none` where there is none of the name, or it ended so long ago that it is forgotten. */
export type ExecutionState = 'running' | 'ended' | 'none';

/** Looks at the workflows that design voices. */
export interface ExecutionReader {
  /** What has become of a run of a voice. */
  state(voiceId: string, run: number): Promise<ExecutionState>;
}

/** Executions of one Standard state machine, whose ARNs follow from their names. */
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
