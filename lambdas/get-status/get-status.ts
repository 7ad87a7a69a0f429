import { readCapacity } from '../shared/actions/read-capacity.ts';
import { reviewedFamilies } from '../shared/contract.ts';
import type { DeadLetterCounter } from '../shared/dead-letters.ts';
import type { DynamoBudgetStore } from '../shared/stores/budget.ts';
import type { ReviewCounter } from '../shared/stores/parked-voices.ts';
import type { PlaceCounter } from '../shared/stores/places.ts';
import type { SweepStore } from '../shared/stores/sweeps.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { EnabledScope } from '../shared/validation/enabled-families.ts';
import type { DeploymentStatus, Reviews } from '../shared/voice/deployment-status.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { WorkflowRunsReader } from '../shared/workflow-runs.ts';

export interface GetStatusDependencies {
  readonly enabledFamilies: readonly EnabledScope[];
  readonly switches: SwitchStore;
  readonly parkedVoices: ReviewCounter;
  readonly sweeps: Pick<SweepStore, 'lastEnd'>;
  readonly places: Pick<PlaceCounter, 'read'>;
  readonly budgetStore: Pick<DynamoBudgetStore, 'usage'>;
  readonly deadLetters: DeadLetterCounter;
  readonly purges: WorkflowRunsReader;
  readonly reconciliations: WorkflowRunsReader;
  readonly now: () => Date;
}

/** Voices that are counted in one list. The count of a long list ends there, so that a call has a limited cost. */
const maxReviewsCounted = 200;

/** Returns the state of the deployment. Reads only, with a limited number of calls, and none to the provider. */
export async function getStatus(dependencies: GetStatusDependencies): Promise<DeploymentStatus> {
  const { enabledFamilies, switches, deadLetters, purges, reconciliations } = dependencies;
  const lists = enabledFamilies.flatMap(({ scope, families }) =>
    families.map((family): ProviderList => ({ family, scope })),
  );
  const [current, counts, purge, reconcile, ofLists] = await Promise.all([
    switches.read(),
    deadLetters.count(),
    purges.latest(),
    reconciliations.latest(),
    Promise.all(lists.map((list) => statusOf(list, dependencies))),
  ]);
  const queues = counts.filter(({ waiting }) => waiting > 0);
  const waiting = queues.reduce((total, queue) => total + queue.waiting, 0);
  return { switches: current, deadLetters: { waiting, queues }, purge, reconcile, lists: ofLists };
}

async function statusOf(
  list: ProviderList,
  dependencies: GetStatusDependencies,
): Promise<DeploymentStatus['lists'][number]> {
  const { budgetStore, places, now } = dependencies;
  const isReviewed = reviewedFamilies().includes(list.family);
  const [capacity, reviews, budget] = await Promise.all([
    readCapacity(list, places),
    isReviewed ? reviewsOf(list, dependencies) : null,
    budgetStore.usage(list, now()),
  ]);
  return { ...capacity, reviews, budget };
}

async function reviewsOf(
  list: ProviderList,
  { parkedVoices, sweeps }: GetStatusDependencies,
): Promise<Reviews> {
  const [{ waiting, hasMore, oldestSince }, sweptAt] = await Promise.all([
    parkedVoices.countReviews(list, maxReviewsCounted),
    sweeps.lastEnd(list),
  ]);
  return {
    waiting,
    hasMore,
    oldestSince: oldestSince?.toISOString() ?? null,
    sweptAt: sweptAt?.toISOString() ?? null,
  };
}
