import type { Account } from './accounts.ts';
import type { Family } from './families.ts';

export type ReviewOutcome = 'OK' | 'UNDEPLOYED';
export type VoiceStatus = 'DEPLOYING' | ReviewOutcome;

/** A voice as it is stored. Nothing here changes with time: status and visibility follow from the clock. */
export interface Voice {
  readonly id: string;
  readonly account: Account;
  readonly family: Family;
  /** A cloned voice shares the list of `voice-enrollment`; it has no prompt and no preview text. */
  readonly kind: 'designed' | 'cloned';
  /** A seeded voice was put here by the control plane; no call made it and nothing was billed for it. */
  readonly origin: 'created' | 'seeded';
  readonly name: string;
  readonly targetModel: string;
  readonly language: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly createdAt: number;
  /** `null`: the review never ends. */
  readonly reviewEndsAt: number | null;
  readonly outcome: ReviewOutcome;
  /** Before this, list and query do not know the voice. */
  readonly visibleAt: number;
  /** When the provider removes the voice by itself. */
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
