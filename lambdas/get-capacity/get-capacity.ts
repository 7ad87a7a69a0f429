import { readCapacity } from '../shared/actions/read-capacity.ts';
import type { PlaceCounter } from '../shared/stores/places.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import type { Capacity } from '../shared/voice/capacity.ts';

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
  return Promise.all(lists.map((list) => readCapacity(list, places)));
}
