import { randomUUID } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from './voice/ids.ts';

/** Starts the workflow that designs a voice. */
export interface ExecutionStarter {
  /** Starts a run of a voice. Succeeds if the run was started before. */
  start(voiceId: string, run: number): Promise<void>;
}

/** Starts the workflow that purges voices. */
export interface PurgeStarter {
  /** Starts a purge of this voice alone. Concurrent purges are safe, because only one can claim the voice. */
  start(voiceId: string): Promise<void>;
}

/** Executions of a Standard state machine. Their names are unique, so a run of a voice starts at most once. */
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

/** Executions of the state machine that purges voices. */
export class StepFunctionsPurgeStarter implements PurgeStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;
  readonly #randomUuid: () => string;

  constructor(client: SFNClient, stateMachineArn: string, randomUuid: () => string = randomUUID) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
    this.#randomUuid = randomUuid;
  }

  async start(voiceId: string): Promise<void> {
    await this.#client.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stateMachineArn,
        // An execution name can be used only once, so a fixed name would prevent another purge after a failed one.
        name: `purge-${voiceId}-${this.#randomUuid()}`,
        input: JSON.stringify({ voiceIds: [voiceId] }),
      }),
    );
  }
}
