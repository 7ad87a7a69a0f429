import type { PlaceCounter } from '../shared/stores/places.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import type { Capacity } from '../shared/voice/capacity.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

export interface CapacityDependencies {
  readonly places: Pick<PlaceCounter, 'read'>;
}

/** Returns the capacity of each enabled list of the provider by its last count. Makes no call to the provider. */
export function getCapacity({
  enabledFamilies,
  places,
}: CapacityDependencies & RequestSettings): Promise<readonly Capacity[]> {
  const lists = enabledFamilies.flatMap(({ scope, families }) =>
    families.map((family) => ({ family, scope })),
  );
  return Promise.all(lists.map((list) => capacityOf(list, places)));
}

async function capacityOf(list: ProviderList, places: Pick<PlaceCounter, 'read'>): Promise<Capacity> {
  const { family, scope } = list;
  const { used, limit, taken, countedAt } = await places.read(list);
  const inFlight = Math.max(0, taken - (used ?? 0));
  return { family, scope, used, limit, inFlight, countedAt: countedAt?.toISOString() ?? null };
}
