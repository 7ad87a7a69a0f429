import type { Status } from '../contract.ts';
import { type AliasRecord, type AliasTarget, type PendingRemake, withMove } from './alias.ts';
import { type RemakeFailure, withEvent } from './alias-events.ts';

/**
 * Seconds after which a move that is still noted belongs to a function that has ended. The functions that move aliases
 * have shorter time limits, and clocks differ by less than the rest.
 */
export const abandonedAfterSeconds = 120;

/** Number of keyed remakes that an alias remembers. */
const keyedRemakes = 5;

/** The author and the time of a change. */
export interface Authorship {
  readonly by: string;
  readonly now: Date;
}

/** A choice in an audition that points an alias at the chosen voice. */
export interface AliasChoice {
  readonly auditionId: string;
  /** Version of the audition that the choice has written. */
  readonly version: number;
  /** Version of the alias before the choice. */
  readonly fromVersion: number;
}

/** True unless the alias has moved since a choice, apart from moves by earlier choices of the same audition. */
export function allowsChoice({ version, target }: AliasRecord, choice: AliasChoice): boolean {
  if (version === choice.fromVersion) return true;
  const last = target?.choice;
  return last?.auditionId === choice.auditionId && last.version < choice.version;
}

/** Notes a move before its hold is written, so that recovery finds the hold. */
export function beginMove(record: AliasRecord, moveId: string, voiceId: string, now: Date): AliasRecord {
  const move = { voiceId, at: now.toISOString() };
  return { ...record, moving: { ...record.moving, [moveId]: move }, updatedAt: move.at };
}

/** True if the move was committed, even if the alias has moved on since. */
export function hasMoved({ history }: AliasRecord, moveId: string): boolean {
  return history.some((move) => move.moveId === moveId);
}

/** True if a hold of this move keeps a voice: the move is in progress, or the target's. */
export function usesHold({ target, moving }: AliasRecord, moveId: string): boolean {
  return target?.moveId === moveId || moving[moveId] !== undefined;
}

/** Gives up a noted move. Its hold is released next. */
export function abandonMove(record: AliasRecord, moveId: string): AliasRecord {
  const { [moveId]: move, ...moving } = record.moving;
  if (!move) return record;
  return releasing({ ...record, moving }, moveId, move.voiceId, null);
}

/** Gives up the moves whose functions have ended. */
export function abandonOldMoves(record: AliasRecord, now: Date): AliasRecord {
  const before = new Date(now.getTime() - abandonedAfterSeconds * 1_000);
  const old = Object.entries(record.moving).filter(([, { at }]) => new Date(at) < before);
  return old.reduce((changed, [moveId]) => abandonMove(changed, moveId), record);
}

/**
 * Points the alias at the voice of a noted move, whose hold is written. The former hold is released next. A pending remake
 * fails, unless the move completes it.
 *
 * @param retireAt when the former voice of a completed remake is deleted if nothing else points at it; null to keep it
 */
export function commitMove(
  record: AliasRecord,
  target: AliasTarget,
  { by, now, retireAt }: Authorship & { readonly retireAt: Date | null },
): AliasRecord {
  const { [target.moveId]: _, ...moving } = record.moving;
  const from = record.target;
  const at = now.toISOString();
  const completed = completedRemake(record, target);
  const keptUntil = (completed && retireAt?.toISOString()) ?? null;
  const version = record.version + 1;
  const { voiceId, moveId, use } = target;
  const moved: AliasRecord = {
    ...record,
    moving,
    version,
    target,
    updatedAt: at,
    updatedBy: by,
    // Only the move that creates the alias decides. A remake by another manager does not take the alias over.
    managedBy: from ? record.managedBy : (completed?.managedBy ?? null),
    previous: from && { voiceId: from.voiceId, keptUntil },
    history: withMove(record.history, { version, voiceId, moveId, at, by }),
  };
  const released = from ? releasing(moved, from.moveId, from.voiceId, keptUntil) : moved;
  const announced = withEvent(released, 'Alias Moved', { from: from?.voiceId ?? null, to: voiceId, use });
  return completed ? { ...announced, pending: null } : failRemake(announced, 'alias_moved');
}

/** Returns the pending remake if its voice, or the chosen candidate of its audition, becomes the target. */
function completedRemake({ pending }: AliasRecord, { voiceId, choice }: AliasTarget): PendingRemake | null {
  const isCompleted = pending?.audition
    ? pending.audition.auditionId === choice?.auditionId
    : pending?.voiceId === voiceId;
  return isCompleted ? pending : null;
}

/** Deletes the alias. Its hold is released next, and a pending remake fails. */
export function deleteTarget(record: AliasRecord, { by, now }: Authorship): AliasRecord {
  const { target } = record;
  const at = now.toISOString();
  const version = record.version + 1;
  const deleted: AliasRecord = { ...record, version, target: null, previous: null, managedBy: null };
  const authored: AliasRecord = { ...deleted, updatedAt: at, updatedBy: by };
  if (!target) return failRemake(authored, 'alias_deleted');
  const { voiceId, moveId } = target;
  const history = withMove(record.history, { version, voiceId: null, moveId: `deleted-${version}`, at, by });
  const released = releasing({ ...authored, history }, moveId, voiceId, null);
  return failRemake(
    withEvent(released, 'Alias Moved', { from: voiceId, to: null, use: null }),
    'alias_deleted',
  );
}

/** Notes a remake before the record of its voice is written. */
export function beginRemake(record: AliasRecord, pending: PendingRemake): AliasRecord {
  const { requestKey: key, voiceId, audition, at } = pending;
  const keyed = key === null ? [] : [{ key, voiceId, auditionId: audition?.auditionId ?? null }];
  return {
    ...record,
    pending,
    keyedRemakes: [...keyed, ...record.keyedRemakes].slice(0, keyedRemakes),
    updatedAt: at,
  };
}

/** Ends the pending remake without a move. Its voice is deleted or its audition cancelled next. Does nothing without a pending remake. */
export function failRemake(record: AliasRecord, reason: RemakeFailure): AliasRecord {
  const { pending } = record;
  if (!pending) return record;
  const { voiceId } = pending;
  const auditionId = pending.audition?.auditionId ?? null;
  const failed: AliasRecord = {
    ...record,
    pending: null,
    discarding: withId(record.discarding, voiceId),
    cancelling: withId(record.cancelling, auditionId),
  };
  return withEvent(failed, 'Alias Remake Failed', { voiceId, auditionId, reason });
}

function withId(ids: readonly string[], id: string | null): string[] {
  return id === null ? [...ids] : [...ids.filter((each) => each !== id), id];
}

/** Records the status of the voice that the alias points at. */
export function recordStatus(record: AliasRecord, voiceId: string, status: Status, now: Date): AliasRecord {
  const { target } = record;
  if (target?.voiceId !== voiceId || target.status === status) return record;
  return { ...record, target: { ...target, status }, updatedAt: now.toISOString() };
}

/** Removes finished work: released holds, discarded voices, cancelled auditions and published events. */
export function withoutWork(
  record: AliasRecord,
  done: {
    readonly released?: readonly string[];
    readonly discarded?: readonly string[];
    readonly cancelled?: readonly string[];
    readonly published?: readonly string[];
  },
): AliasRecord {
  const { released = [], discarded = [], cancelled = [], published = [] } = done;
  return {
    ...record,
    releasing: without(record.releasing, released),
    discarding: record.discarding.filter((voiceId) => !discarded.includes(voiceId)),
    cancelling: record.cancelling.filter((auditionId) => !cancelled.includes(auditionId)),
    pendingEvents: without(record.pendingEvents, published),
  };
}

function without<Value>(
  map: Readonly<Record<string, Value>>,
  keys: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}

function releasing(
  record: AliasRecord,
  moveId: string,
  voiceId: string,
  retireAt: string | null,
): AliasRecord {
  return { ...record, releasing: { ...record.releasing, [moveId]: { voiceId, retireAt } } };
}
