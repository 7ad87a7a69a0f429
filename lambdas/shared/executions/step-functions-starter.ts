import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { once } from '../platform/once.ts';
import { executionName } from '../voice/ids.ts';
import type { ExecutionStarter } from './execution-starter.ts';

export const stepFunctions = once(() => new SFNClient({}));

/** Executions of one Standard state machine, whose names are unique: a voice's run starts at most once. */
export class StepFunctionsStarter implements ExecutionStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start(voiceId: string, run: number): Promise<void> {
    try {
      await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#stateMachineArn,
          name: executionName(voiceId, run),
          input: JSON.stringify({ voiceId, run }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }
}
