import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { WorkflowRuns } from './voice/deployment-status.ts';

/** Executions that are read to find one that has ended. */
const executionsRead = 20;

/** Reads the latest runs of a workflow. */
export interface WorkflowRunsReader {
  latest(): Promise<WorkflowRuns>;
}

/** Runs of a Standard state machine. Step Functions lists the latest one first. */
export class StepFunctionsRuns implements WorkflowRunsReader {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  async latest(): Promise<WorkflowRuns> {
    const { executions = [] } = await this.#client.send(
      new ListExecutionsCommand({ stateMachineArn: this.#stateMachineArn, maxResults: executionsRead }),
    );
    const running = executions.find(({ status }) => status === 'RUNNING' || status === 'PENDING_REDRIVE');
    for (const { status, startDate, stopDate } of executions) {
      if (!status || status === 'RUNNING' || status === 'PENDING_REDRIVE' || !startDate || !stopDate)
        continue;
      const last = { outcome: status, startedAt: startDate.toISOString(), endedAt: stopDate.toISOString() };
      return { runningSince: running?.startDate?.toISOString() ?? null, last };
    }
    return { runningSince: running?.startDate?.toISOString() ?? null, last: null };
  }
}
