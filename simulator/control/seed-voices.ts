import type { z } from 'zod';
import { profiles } from '../families/index.ts';
import type { Provider } from '../provider.ts';
import { cloneId, unusedId } from '../voice-ids.ts';
import type { voiceSeedSchema } from './requests.ts';

/** Adds reviewed voices to an account. Returns their ids, oldest first. */
export function seedVoices(
  { voices, clock, settings }: Provider,
  seed: z.output<typeof voiceSeedSchema>,
): string[] {
  const now = clock.now();
  const profile = profiles[seed.family];
  const targetModel = seed.targetModel ?? profile.targetModels[0] ?? '';
  const { utcOffsetHours } = settings.current();
  const generateId = () =>
    profile.hasClones && seed.kind === 'cloned'
      ? cloneId(targetModel, seed.name)
      : profile.newVoiceId({ name: seed.name, targetModel, createdAt: now, utcOffsetHours });
  return Array.from({ length: seed.count }, () => {
    const id = unusedId((candidate) => voices.find(candidate) !== undefined, generateId);
    voices.add({
      id,
      account: { scope: seed.scope, name: seed.account },
      family: seed.family,
      kind: seed.kind,
      origin: 'seeded',
      name: seed.name,
      targetModel,
      language: 'en',
      voicePrompt: seed.voicePrompt,
      previewText: seed.previewText,
      createdAt: now,
      reviewEndsAt: now,
      outcome: 'OK',
      visibleAt: now,
      removedAt: null,
      deletedAt: null,
    });
    return id;
  });
}
