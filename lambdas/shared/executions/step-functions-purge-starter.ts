import { randomUUID } from 'node:crypto';
import { type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { PurgeStarter } from './purge-starter.ts';

/** Executions of the state machine that purges voices. */
export class StepFunctionsPurgeStarter implements PurgeStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async start(voiceId: string): Promise<void> {
    await this.#client.send(
      new StartExecutionCommand({
        stateMachineArn: this.#stateMachineArn,
        // A name can be used once: of a purge that failed, the next one could not be started.
        name: `purge-${voiceId}-${randomUUID()}`,
        input: JSON.stringify({ voiceIds: [voiceId] }),
      }),
    );
  }
}
