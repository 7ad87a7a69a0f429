import { wins } from '../stores/items.ts';
import { ApiError, invalidRequest } from '../validation/api-error.ts';
import { type AliasRecord, type AliasTarget, isLive, type LiveAlias } from '../voice/alias.ts';
import {
  type AliasChoice,
  abandonMove,
  allowsChoice,
  beginMove,
  commitMove,
  hasMoved,
} from '../voice/alias-changes.ts';
import { briefHashOfRecord } from '../voice/brief.ts';
import { holdOf, maxAliasesPerVoice } from '../voice/holds.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { useOf } from '../voice/view.ts';
import { changeAlias, changeOrCreateAlias } from './change-alias.ts';
import { findVoice } from './find-voice.ts';
import { type FinishAliasDependencies, finishAlias } from './finish-alias.ts';
import { type ReleaseUnusedHoldsDependencies, releaseUnusedHolds } from './release-unused-holds.ts';

export interface SetAliasInput {
  readonly alias: string;
  readonly voiceId: string;
  readonly owner: string;
  /** The version that the alias must have; 0 for an alias that must not exist. Absent for any version. */
  readonly ifVersion?: number | undefined;
}

export interface SetAliasDependencies extends FinishAliasDependencies {
  readonly newMoveId: () => string;
}

export interface SetAlias {
  readonly alias: LiveAlias;
  /** True if the alias did not point at a voice before. */
  readonly created: boolean;
}

/**
 * Points an alias at a voice. Notes the move, holds the voice, changes the alias, then releases the former voice. If the
 * process ends in between, a hold that is no longer needed remains, and recovery releases it.
 *
 * @throws ApiError `invalid_request` for an unknown voice, `invalid_state` unless the voice is `OK`, `voice_in_use` if ten aliases point at it, or
 * `version_mismatch`
 */
export async function setAlias(input: SetAliasInput, dependencies: SetAliasDependencies): Promise<SetAlias> {
  const { alias, voiceId } = input;
  const { aliases, voices } = dependencies;
  const before = await aliases.read(alias);
  checkVersion(before, input.ifVersion);
  if (isLive(before) && before.target.voiceId === voiceId) return { alias: before, created: false };
  const voice = await voices.read(voiceId);
  if (!voice) {
    const detail = 'is not the id of a voice';
    throw invalidRequest([{ pointer: '/voiceId', code: 'not_allowed', detail }]);
  }
  if (voice.status !== 'OK') throw new ApiError({ code: 'invalid_state', status: voice.status });
  const moved = await moveAlias({ ...input, voice, retireAt: null }, dependencies);
  if (!moved) throw new ApiError({ code: 'version_mismatch', version: await versionOf(alias, aliases) });
  await finishAlias(alias, dependencies);
  return { alias: moved, created: !isLive(before) };
}

export interface MoveAliasInput extends Omit<SetAliasInput, 'voiceId'> {
  /** A voice that was `OK` when it was read. */
  readonly voice: VoiceRecord;
  /** If the move completes a remake, the former voice is deleted then if nothing else points at it. Null to keep it. */
  readonly retireAt: Date | null;
  /** The change is made only while this remake is pending. Absent for a move by a caller. */
  readonly remakeId?: string;
  /** The move is made only unless the alias has moved since this choice. Absent for a move without an audition. */
  readonly choice?: AliasChoice;
}

/**
 * Moves an alias to a voice. The former voice is still held afterwards; `finishAlias` releases it.
 *
 * @returns the alias after the move, or null if it has another version or another remake is pending
 * @throws ApiError `invalid_state`, `voice_in_use`
 */
export async function moveAlias(
  input: MoveAliasInput,
  dependencies: SetAliasDependencies,
): Promise<LiveAlias | null> {
  const { alias, owner, voice } = input;
  const now = dependencies.now();
  const moveId = dependencies.newMoveId();
  const begun = await changeOrCreateAlias(
    { alias, owner, now },
    (record) => (isExpected(record, input) ? beginMove(record, moveId, voice.voiceId, now) : record),
    dependencies,
  );
  if (!begun.moving[moveId]) return null;
  try {
    await hold(voice.voiceId, holdOf(alias, moveId), dependencies);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await giveUp(alias, moveId, dependencies);
    throw error;
  }
  const record = await changeAlias(alias, commit(input, moveId, now), dependencies);
  if (record && hasMoved(record, moveId) && isLive(record)) return record;
  await giveUp(alias, moveId, dependencies);
  // Another caller pointed the alias at the same voice at the same time.
  const isThere = isLive(record) && record.target.voiceId === voice.voiceId && isExpected(record, input);
  return isThere ? record : null;
}

function commit(input: MoveAliasInput, moveId: string, now: Date): (record: AliasRecord) => AliasRecord {
  const { owner: by, voice, retireAt, choice } = input;
  const { voiceId } = voice;
  const briefHash = briefHashOfRecord(voice);
  const chosenBy = choice && { auditionId: choice.auditionId, version: choice.version };
  const target: AliasTarget = {
    voiceId,
    moveId,
    use: useOf(voice),
    status: 'OK',
    briefHash,
    ...(chosenBy && { choice: chosenBy }),
  };
  return (record) => {
    const isNoted = record.moving[moveId] !== undefined;
    if (!isNoted || !isExpected(record, input) || record.target?.voiceId === voiceId) return record;
    return commitMove(record, target, { by, now, retireAt });
  };
}

function isExpected(record: AliasRecord, { ifVersion, remakeId, choice }: MoveAliasInput): boolean {
  const isVersion = ifVersion === undefined || versionIn(record) === ifVersion;
  const isRemake = remakeId === undefined || record.pending?.id === remakeId;
  return isVersion && isRemake && (choice === undefined || allowsChoice(record, choice));
}

/** @throws ApiError `version_mismatch` */
export function checkVersion(record: AliasRecord | null, ifVersion: number | undefined): void {
  const version = versionIn(record);
  if (ifVersion !== undefined && version !== ifVersion) {
    throw new ApiError({ code: 'version_mismatch', version });
  }
}

/** Returns the version of an alias as callers see it: 0 if it points at no voice. */
export function versionIn(record: AliasRecord | null): number {
  return isLive(record) ? record.version : 0;
}

async function versionOf(alias: string, aliases: SetAliasDependencies['aliases']): Promise<number> {
  return versionIn(await aliases.read(alias));
}

/** Releases the hold of a move that was not committed. */
async function giveUp(alias: string, moveId: string, dependencies: SetAliasDependencies): Promise<void> {
  await changeAlias(alias, (record) => abandonMove(record, moveId), dependencies);
  await finishAlias(alias, dependencies);
}

/** @throws ApiError `voice_in_use` if ten aliases, and not this one, point at the voice */
export async function checkRoom(
  record: VoiceRecord,
  alias: string,
  dependencies: ReleaseUnusedHoldsDependencies,
): Promise<void> {
  if ((record.holds?.size ?? 0) < maxAliasesPerVoice) return;
  const aliases = await releaseUnusedHolds(record, dependencies);
  if (aliases.length >= maxAliasesPerVoice && !aliases.includes(alias)) {
    throw new ApiError({ code: 'voice_in_use', aliases });
  }
}

/** Holds a voice, once more after the release of unused holds. @throws ApiError `invalid_state`, `voice_in_use` */
async function hold(voiceId: string, hold: string, dependencies: SetAliasDependencies): Promise<void> {
  for (let isLast = false; ; isLast = true) {
    if (await wins(dependencies.holds.hold(voiceId, hold))) return;
    const record = await findVoice(dependencies.voices, voiceId);
    if (record.status !== 'OK' || (record.holds?.size ?? 0) < maxAliasesPerVoice) {
      throw new ApiError({ code: 'invalid_state', status: record.status });
    }
    const used = await releaseUnusedHolds(record, dependencies);
    if (isLast || used.length >= maxAliasesPerVoice) {
      throw new ApiError({ code: 'voice_in_use', aliases: used });
    }
  }
}
