import { z } from 'zod';
import type { Account } from './accounts.ts';
import type { Family } from './vocabulary.ts';

export const reviewOutcomeSchema = z.enum(['OK', 'UNDEPLOYED']);
export type ReviewOutcome = z.infer<typeof reviewOutcomeSchema>;

export const voiceStatusSchema = z.enum(['DEPLOYING', ...reviewOutcomeSchema.options]);
export type VoiceStatus = z.infer<typeof voiceStatusSchema>;

export const voiceKindSchema = z.enum(['designed', 'cloned']);
export const voiceOriginSchema = z.enum(['created', 'seeded']);

/** A stored voice. Its status and visibility are computed from the clock. */
export interface Voice {
  readonly id: string;
  readonly account: Account;
  readonly family: Family;
  /** Cloned voices share the list of `voice-enrollment`. They have no prompt and no preview text. */
  readonly kind: z.infer<typeof voiceKindSchema>;
  /** `seeded` voices were added by the control plane, without a call and without a charge. */
  readonly origin: z.infer<typeof voiceOriginSchema>;
  readonly name: string;
  readonly targetModel: string;
  readonly language: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly createdAt: number;
  /** `null` if the review never ends. */
  readonly reviewEndsAt: number | null;
  readonly outcome: ReviewOutcome;
  /** List and query do not return the voice before this time. */
  readonly visibleAt: number;
  /** The time at which the provider removes the voice. `null` for never. */
  readonly removedAt: number | null;
  readonly deletedAt: number | null;
}

export function isLive(voice: Voice, now: number): boolean {
  return voice.deletedAt === null && (voice.removedAt === null || voice.removedAt > now);
}

export function isVisible(voice: Voice, now: number): boolean {
  return isLive(voice, now) && voice.visibleAt <= now;
}

export function statusOf(voice: Voice, now: number): VoiceStatus {
  return voice.reviewEndsAt !== null && voice.reviewEndsAt <= now ? voice.outcome : 'DEPLOYING';
}

export function modifiedAt(voice: Voice, now: number): number {
  return voice.reviewEndsAt !== null && voice.reviewEndsAt <= now ? voice.reviewEndsAt : voice.createdAt;
}
