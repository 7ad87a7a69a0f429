import type { PlaceCounter } from '../stores/places.ts';
import type { SwitchStore } from '../stores/switches.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import { adviceOn } from '../voice/advice/advice.ts';
import { briefHashOf } from '../voice/brief.ts';
import { costOf } from '../voice/cost.ts';
import { type DryRun, refusals } from '../voice/dry-run.ts';
import type { Warning } from '../voice/record.ts';
import { readCapacity } from './read-capacity.ts';

export interface CheckRequestDependencies {
  readonly switches: SwitchStore;
  readonly places: Pick<PlaceCounter, 'read'>;
}

/**
 * Checks a valid request for one or more voices without making it. Writes nothing, takes no place and makes no call to
 * the provider.
 */
export async function checkRequest(
  { request, warnings }: { readonly request: VoiceRequest; readonly warnings: readonly Warning[] },
  voices: number,
  { switches, places }: CheckRequestDependencies,
): Promise<DryRun> {
  const list = { family: request.family, scope: request.scope };
  const [{ creates }, capacity] = await Promise.all([switches.read(), readCapacity(list, places)]);
  const refused = refusals(capacity, voices, creates);
  return {
    valid: refused.length === 0,
    warnings: [...warnings, ...refused],
    briefHash: briefHashOf(request),
    advice: adviceOn(request.voicePrompt),
    cost: costOf(list, voices),
    capacity,
  };
}
