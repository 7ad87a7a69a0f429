import { z } from 'zod';
import { profiles } from '../families.ts';
import type { Provider } from '../provider.ts';
import { isLive, statusOf, type Voice } from '../voice.ts';

const truthVoice = z.object({
  id: z.string(),
  scope: z.enum(['mainland', 'international']),
  account: z.string(),
  family: z.enum(['cosyvoice', 'qwen']),
  kind: z.enum(['designed', 'cloned']),
  origin: z.enum(['created', 'seeded']),
  name: z.string(),
  targetModel: z.string(),
  voicePrompt: z.string(),
  previewText: z.string(),
  /** Milliseconds since 1970, UTC, of the simulator's clock. */
  createdAt: z.number(),
  status: z.enum(['DEPLOYING', 'OK', 'UNDEPLOYED']),
  live: z.boolean(),
  priceCny: z.number(),
});

/** What is so, whatever any caller was told. */
export const truthSchema = z.object({
  now: z.number(),
  /** Every voice that a create made, oldest first, whether it still is or not. CosyVoice's cost nothing. */
  billed: z.array(truthVoice),
  /** Every voice that is, seeded ones and not yet listed ones included. */
  live: z.array(truthVoice),
  billedCny: z.number(),
});

export type Truth = z.infer<typeof truthSchema>;
type TruthVoice = z.infer<typeof truthVoice>;

function toTruth(voice: Voice, now: number): TruthVoice {
  const { id, account, family, kind, origin, name, targetModel, voicePrompt, previewText, createdAt } = voice;
  return {
    ...{ id, scope: account.scope, account: account.name, family, kind, origin, name, targetModel },
    ...{ voicePrompt, previewText, createdAt },
    status: statusOf(voice, now),
    live: isLive(voice, now),
    priceCny: origin === 'created' ? profiles[family].priceCny : 0,
  };
}

export function truthOf({ voices, clock }: Provider): Truth {
  const now = clock.now();
  const all = voices.all().map((voice) => toTruth(voice, now));
  const billed = all.filter((voice) => voice.origin === 'created');
  const fen = billed.reduce((sum, voice) => sum + Math.round(voice.priceCny * 100), 0);
  return { now, billed, live: all.filter((voice) => voice.live), billedCny: fen / 100 };
}
