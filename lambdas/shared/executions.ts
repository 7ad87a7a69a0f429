import { randomUUID } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { executionName } from './voice/ids.ts';

/** Starts the workflow that designs a voice. */
export interface ExecutionStarter {
  /** Starting what has been started before, running or ended, is a success. */
  start(voiceId: string, run: number): Promise<void>;
}

/** Starts the workflow that purges voices. */
export interface PurgeStarter {
  /** Starts a purge of this voice alone. Any number may run: the voice's claim lets one of them purge it. */
  start(voiceId: string): Promise<void>;
}

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
        // A name can be used once: of a purge that failed, the next one could not be started.
        name: `purge-${voiceId}-${this.#randomUuid()}`,
        input: JSON.stringify({ voiceIds: [voiceId] }),
      }),
    );
  }
}
