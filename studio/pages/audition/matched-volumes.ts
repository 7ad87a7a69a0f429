import type { VoiceView } from '../../../client/index.ts';
import { analysisOf } from '../../ui/findings.tsx';

/** A candidate that is quieter than this, in LUFS, is defective. Matching it would make all others inaudible. */
const quietest = -45;

/**
 * Returns the volume of each candidate at which all are equally loud: louder ones are lowered to the quietest. A preview
 * without a measured loudness, or with next to none, is neither lowered nor a target.
 */
export function matchedVolumes(
  candidates: readonly Pick<VoiceView, 'voiceId' | 'preview'>[],
): ReadonlyMap<string, number> {
  const loudness = new Map<string, number>();
  for (const candidate of candidates) {
    const lufs = analysisOf(candidate)?.loudnessLufs ?? null;
    if (lufs !== null && lufs >= quietest) loudness.set(candidate.voiceId, lufs);
  }
  const target = Math.min(...loudness.values());
  return new Map([...loudness].map(([voiceId, lufs]) => [voiceId, 10 ** ((target - lufs) / 20)]));
}
