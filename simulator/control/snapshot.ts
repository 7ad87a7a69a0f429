import { z } from 'zod';
import { profiles } from '../families/index.ts';
import type { Provider } from '../provider.ts';
import { familySchema, scopeSchema } from '../vocabulary.ts';
import {
  isLive,
  statusOf,
  type Voice,
  voiceKindSchema,
  voiceOriginSchema,
  voiceStatusSchema,
} from '../voice.ts';

const snapshotVoiceSchema = z.object({
  id: z.string(),
  scope: scopeSchema,
  account: z.string(),
  family: familySchema,
  kind: voiceKindSchema,
  origin: voiceOriginSchema,
  name: z.string(),
  targetModel: z.string(),
  voicePrompt: z.string(),
  previewText: z.string(),
  /** Milliseconds since 1970, UTC, on the simulator's clock. */
  createdAt: z.number(),
  status: voiceStatusSchema,
  live: z.boolean(),
  priceCny: z.number(),
});

export const snapshotSchema = z.object({
  /** The time on the simulator's clock, in milliseconds since 1970, UTC. */
  now: z.number(),
  /** Every voice that a create call made, oldest first, deleted ones included. CosyVoice voices cost nothing. */
  billed: z.array(snapshotVoiceSchema),
  /** Every existing voice, including seeded voices and voices that the list does not show yet. */
  live: z.array(snapshotVoiceSchema),
  billedCny: z.number(),
});

/**
 * The actual state of the provider, which can differ from the responses that callers received.
 *
 * @example
 * const { billed, live, billedCny } = await control.snapshot();
 */
export type Snapshot = z.infer<typeof snapshotSchema>;
type SnapshotVoice = z.infer<typeof snapshotVoiceSchema>;

function toSnapshotVoice(voice: Voice, now: number): SnapshotVoice {
  const { id, account, family, kind, origin, name, targetModel, voicePrompt, previewText, createdAt } = voice;
  return {
    id,
    scope: account.scope,
    account: account.name,
    family,
    kind,
    origin,
    name,
    targetModel,
    voicePrompt,
    previewText,
    createdAt,
    status: statusOf(voice, now),
    live: isLive(voice, now),
    priceCny: origin === 'created' ? profiles[family].priceCny : 0,
  };
}

export function snapshotOf({ voices, clock }: Provider): Snapshot {
  const now = clock.now();
  const all = voices.all().map((voice) => toSnapshotVoice(voice, now));
  const billed = all.filter((voice) => voice.origin === 'created');
  const fen = billed.reduce((sum, voice) => sum + Math.round(voice.priceCny * 100), 0);
  return { now, billed, live: all.filter((voice) => voice.live), billedCny: fen / 100 };
}
