import type { PlaceCounter } from '../stores/places.ts';
import type { ListCapacity } from '../voice/capacity.ts';
import type { ProviderList } from '../voice/provider-list.ts';

/** Returns the capacity of one list of the provider by its last count. Makes no call to the provider. */
export async function readCapacity(
  list: ProviderList,
  places: Pick<PlaceCounter, 'read'>,
): Promise<ListCapacity> {
  const { family, scope } = list;
  const { used, limit, taken, countedAt } = await places.read(list);
  const inFlight = Math.max(0, taken - (used ?? 0));
  return { family, scope, used, limit, inFlight, countedAt: countedAt?.toISOString() ?? null };
}
