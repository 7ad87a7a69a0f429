import type * as z from 'zod';
import { SqsDeadLetters } from '../shared/dead-letters.ts';
import { keepFor } from '../shared/platform/keep-for.ts';
import { DynamoBudgetStore } from '../shared/stores/budget.ts';
import { DynamoParkedVoices } from '../shared/stores/parked-voices.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoSweeps } from '../shared/stores/sweeps.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { StepFunctionsRuns } from '../shared/workflow-runs.ts';
import type { environment } from './environment.ts';
import type { GetStatusDependencies } from './get-status.ts';

/**
 * Seconds for which an answer of SQS or Step Functions is kept. Several people can then watch the state, although Step
 * Functions allows an account only a few lists of executions in a second.
 */
const keptSeconds = 10;

export function dependenciesOf(
  variables: z.output<typeof environment>,
  { dynamo, stepFunctions, sqs, now }: Pick<Platform, 'dynamo' | 'stepFunctions' | 'sqs' | 'now'>,
): GetStatusDependencies {
  const table = variables.VOICES_TABLE_NAME;
  const deadLetters = new SqsDeadLetters(sqs, variables.DEAD_LETTER_QUEUE_URLS);
  const runsOf = (stateMachineArn: string) => {
    const runs = new StepFunctionsRuns(stepFunctions, stateMachineArn);
    return { latest: keepFor(keptSeconds, now, () => runs.latest()) };
  };
  return {
    enabledFamilies: variables.OFFERED,
    switches: new DynamoSwitches(dynamo, table),
    parkedVoices: new DynamoParkedVoices(dynamo, table),
    sweeps: new DynamoSweeps(dynamo, table),
    places: new DynamoPlaceCounter(dynamo, table),
    budgetStore: new DynamoBudgetStore(dynamo, table),
    deadLetters: { count: keepFor(keptSeconds, now, () => deadLetters.count()) },
    purges: runsOf(variables.PURGE_VOICES_STATE_MACHINE_ARN),
    reconciliations: runsOf(variables.RECONCILE_VOICES_STATE_MACHINE_ARN),
    now,
  };
}
