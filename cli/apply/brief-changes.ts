import { ProblemError, type VoiceClient } from '../../client/index.ts';
import type { VoiceView } from '../../client/types.ts';
import { inParallel } from '../core/in-parallel.ts';
import type { CheckedAlias } from './check-briefs.ts';
import type { CurrentAlias, FieldChange, Plan, Step } from './plan.ts';

/** Values of the fields that a brief omits. */
export const briefDefaults = { language: null, sampleRate: 24_000, responseFormat: 'wav' } as const;

/** The fields that are compared. They are those of the hash of a brief. */
const fields = [
  'family',
  'scope',
  'targetModel',
  'voicePrompt',
  'previewText',
  'language',
  'sampleRate',
  'responseFormat',
] as const;

/** Number of voices that are read at the same time. */
const concurrency = 8;

/** Returns the fields in which a brief of the file differs from that of a voice. */
export function changesOf(
  { brief, scope }: Pick<CheckedAlias, 'brief' | 'scope'>,
  voice: Pick<VoiceView, (typeof fields)[number]>,
): readonly FieldChange[] {
  const wanted = { ...briefDefaults, scope, ...brief };
  return fields
    .map((field) => ({ field, from: voice[field], to: wanted[field] }))
    .filter(({ from, to }) => from !== to);
}

/** Adds the changed fields to each step that remakes a voice because of its brief. Reads one voice for each. */
export async function withChanges(
  client: Pick<VoiceClient, 'get'>,
  plan: Plan,
  aliases: readonly CheckedAlias[],
  current: readonly CurrentAlias[],
): Promise<Plan> {
  const changes = new Map<string, readonly FieldChange[]>();
  const changed = plan.steps.filter(({ reason }) => reason === 'brief_changed');
  await inParallel(changed, concurrency, async ({ alias }: Step) => {
    const written = aliases.find((each) => each.alias === alias);
    const voiceId = current.find((each) => each.alias === alias)?.voiceId;
    if (!written || voiceId === undefined) return;
    try {
      changes.set(alias, changesOf(written, await client.get(voiceId)));
    } catch (error) {
      // The voice has been removed since. The plan is valid without its fields.
      if (!(error instanceof ProblemError && error.code === 'not_found')) throw error;
    }
  });
  const steps = plan.steps.map((step) => {
    const found = changes.get(step.alias);
    return found ? { ...step, changes: found } : step;
  });
  return { ...plan, steps };
}
