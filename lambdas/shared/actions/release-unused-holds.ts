import type { AliasStore } from '../stores/aliases.ts';
import type { HoldStore } from '../stores/holds.ts';
import { ApiError } from '../validation/api-error.ts';
import { usesHold } from '../voice/alias-changes.ts';
import { isHeld, readHold } from '../voice/holds.ts';
import type { VoiceRecord } from '../voice/record.ts';

export interface ReleaseUnusedHoldsDependencies {
  readonly aliases: Pick<AliasStore, 'read'>;
  readonly holds: Pick<HoldStore, 'release'>;
}

/**
 * Releases the holds of a voice that no alias uses, which interrupted moves have left.
 *
 * @returns the names of the aliases that use their hold, in alphabetical order
 */
export async function releaseUnusedHolds(
  record: VoiceRecord,
  { aliases, holds }: ReleaseUnusedHoldsDependencies,
): Promise<readonly string[]> {
  const used = new Set<string>();
  for (const hold of record.holds ?? []) {
    const { alias, moveId } = readHold(hold);
    const found = await aliases.read(alias);
    if (found && usesHold(found, moveId)) {
      used.add(alias);
      continue;
    }
    const retireAt = found?.releasing[moveId]?.retireAt ?? null;
    await holds.release(record.voiceId, hold, retireAt === null ? null : new Date(retireAt));
  }
  return [...used].sort();
}

/** Releases the unused holds of a voice. @throws ApiError `voice_in_use` if an alias uses its hold */
export async function refuseIfHeld(
  record: VoiceRecord,
  dependencies: ReleaseUnusedHoldsDependencies,
): Promise<void> {
  if (!isHeld(record)) return;
  const aliases = await releaseUnusedHolds(record, dependencies);
  if (aliases.length > 0) throw new ApiError({ code: 'voice_in_use', aliases });
}

/**
 * Returns what holds a voice, after the release of unused holds: an alias, a move that has not ended, or null for nothing.
 */
export async function holderOf(
  record: VoiceRecord,
  dependencies: ReleaseUnusedHoldsDependencies,
): Promise<'alias' | 'move' | null> {
  const names = await releaseUnusedHolds(record, dependencies);
  for (const name of names) {
    const alias = await dependencies.aliases.read(name);
    if (alias?.target?.voiceId === record.voiceId) return 'alias';
  }
  return names.length > 0 ? 'move' : null;
}
