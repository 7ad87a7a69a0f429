import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { type Capacity, type CapacityDependencies, capacityOf } from '../shared/voice/capacity.ts';

/** How full each of the provider's lists is that are offered here; the provider is not asked. */
export function getCapacity({
  offered,
  ...dependencies
}: CapacityDependencies & RequestSettings): Promise<readonly Capacity[]> {
  const lists = offered.flatMap(({ scope, families }) => families.map((family) => ({ family, scope })));
  return Promise.all(lists.map((list) => capacityOf(list, dependencies)));
}
