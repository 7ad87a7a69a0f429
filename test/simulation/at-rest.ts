import { aliasItems, auditionItems } from '../../lambdas/shared/contract.ts';
import type { AliasRecord } from '../../lambdas/shared/voice/alias.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';

/** The stored items of a deployment whose work has ended, and what happened to them before. */
export interface AtRest {
  readonly voices: readonly VoiceRecord[];
  readonly auditions: readonly AuditionRecord[];
  readonly aliases: readonly AliasRecord[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Returns the partition of the index `byAnnouncing` that has the item with a key. */
  readonly announcingOf: (key: string) => string | undefined;
  /** Returns the numbers of the published events about the item with a key. */
  readonly eventsAbout: (key: string) => ReadonlySet<number>;
  /** True for a voice that an alias has pointed at. */
  readonly wasTarget: (voiceId: string) => boolean;
  /** True for a candidate that its audition need not delete because an alias has kept it. */
  readonly isKeptOtherwise: (voiceId: string) => boolean;
  /** True for a deleted candidate that a purge has had the time and the key to remove. */
  readonly isPurgeDue: (record: VoiceRecord) => boolean;
}

/** Returns the key of the item of an audition. */
export const auditionKey = (auditionId: string) => auditionItems.prefix + auditionId;

/** Returns the key of the item of an alias. */
export const aliasKey = (alias: string) => aliasItems.prefix + alias;
