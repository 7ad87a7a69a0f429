import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';

/** Executions on a page, the maximum of Step Functions. */
const pageSize = 1_000;

/** Lists the running executions of the workflow that designs voices. */
export interface RunningExecutions {
  /**
   * Returns the names of running executions. Step Functions' list is eventually consistent: an execution that is not in
   * it may run, and one that is in it may have ended a moment ago.
   * @param maxPages the number of pages, of 1,000 executions each, after which the list ends
   */
  names(maxPages: number): Promise<ReadonlySet<string>>;
}

/** Running executions of a Standard state machine. */
export class StepFunctionsRunningExecutions implements RunningExecutions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async names(maxPages: number): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    let nextToken: string | undefined;
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await this.#client.send(
        new ListExecutionsCommand({
          stateMachineArn: this.#stateMachineArn,
          statusFilter: 'RUNNING',
          maxResults: pageSize,
          nextToken,
        }),
      );
      for (const { name } of answer.executions ?? []) if (name) names.add(name);
      nextToken = answer.nextToken;
      if (!nextToken) break;
    }
    return names;
  }
}
