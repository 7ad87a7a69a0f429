import type { z } from 'zod';
import { profiles } from '../families.ts';
import type { Provider } from '../provider.ts';
import { cloneId, cosyvoiceId, qwenId, unusedId } from '../voice-ids.ts';
import type { voiceSeed } from './requests.ts';

/** Puts finished voices into an account. @returns their ids, oldest first */
export function seedVoices(
  { voices, clock, settings }: Provider,
  seed: z.output<typeof voiceSeed>,
): string[] {
  const now = clock.now();
  const targetModel = seed.targetModel ?? profiles[seed.family].targetModels[0] ?? '';
  return Array.from({ length: seed.count }, () => {
    const draw = () =>
      seed.family === 'qwen'
        ? qwenId(seed.name, now, settings.current().utcOffsetHours)
        : (seed.kind === 'cloned' ? cloneId : cosyvoiceId)(targetModel, seed.name);
    const id = unusedId((drawn) => voices.find(drawn) !== undefined, draw);
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
