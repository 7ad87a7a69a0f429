import table from './service-models.json' with { type: 'json' };
import type { ModelTable, ServiceModel } from './shape.ts';

/** The models of every operation that the local services offer. `scripts/models/main.ts` writes them. */
export const modelTable: ModelTable = table;

/** Returns the models of a service. */
export function models(service: string): ServiceModel {
  const found = modelTable.services[service];
  if (found === undefined) throw new Error(`The models have no service ${service}.`);
  return found;
}
