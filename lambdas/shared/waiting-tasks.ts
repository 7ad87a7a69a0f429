import {
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';

/** Ends waits of the workflow that designs a voice. */
export interface WaitingTasks {
  /**
   * Ends the wait of the state with this task token.
   * @returns false if the state does not wait any more
   */
  succeed(token: string, output: unknown): Promise<boolean>;
}

/** States of a Standard state machine that wait for a task token. */
export class StepFunctionsWaitingTasks implements WaitingTasks {
  readonly #client: SFNClient;

  constructor(client: SFNClient) {
    this.#client = client;
  }

  async succeed(token: string, output: unknown): Promise<boolean> {
    try {
      await this.#client.send(
        new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output) }),
      );
      return true;
    } catch (error) {
      if (isEnded(error)) return false;
      throw error;
    }
  }
}

function isEnded(error: unknown): boolean {
  return error instanceof TaskTimedOut || error instanceof InvalidToken || error instanceof TaskDoesNotExist;
}
