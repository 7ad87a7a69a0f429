import { aliasItems } from '../../lambdas/shared/contract.ts';
import { type AliasRecord, aliasRecord } from '../../lambdas/shared/voice/alias.ts';
import { holdOf } from '../../lambdas/shared/voice/holds.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import type { MemoryTable } from './table/memory-table.ts';
import { plainItem, readerOf } from './table/plain-item.ts';

/** Situations of aliases that a run of schedules has to meet. */
export const aliasSituations = [
  'alias created',
  'alias created by an apply',
  'alias moved',
  'alias deleted',
  'remake moved its alias',
  'remake moved its alias to a choice',
  'remake by audition failed',
  'remake failed',
  'move given up',
  'former voice retired',
] as const;
export type AliasSituation = (typeof aliasSituations)[number];

/** Checks what aliases guarantee at every write of an item. */
export class AliasWatch {
  readonly met = new Map<AliasSituation, number>();
  readonly #table: MemoryTable;
  /** The end of each remake, by its id. */
  readonly #ends = new Map<string, 'moved' | 'failed'>();
  /** Aliases that have pointed at a voice. */
  readonly #pointedAt = new Map<string, Set<string>>();

  constructor(table: MemoryTable) {
    this.#table = table;
  }

  /** @returns the violations of a write, which is not in the table yet */
  written(before: unknown, after: unknown): string[] {
    const item = plainItem(after);
    const key = String(item?.voiceId ?? '');
    if (!key.startsWith(aliasItems.prefix)) return this.#voice(after, plainItem(before));
    const then = aliasOf(before);
    const now = aliasOf(after) ?? aliasRecord.parse(item);
    return [...this.#remake(then, now), ...this.#move(then, now), ...this.#manager(then, now)];
  }

  /** Returns all stored aliases. */
  records(): AliasRecord[] {
    return this.#table.items().flatMap((stored) => aliasOf(stored) ?? []);
  }

  /** Returns true for a voice that an alias has pointed at. */
  wasTarget(voiceId: string): boolean {
    return this.#pointedAt.has(voiceId);
  }

  #move(then: AliasRecord | undefined, { alias, version, target, moving }: AliasRecord): string[] {
    if (then && then.version > version) return [`${alias} went back to version ${version}`];
    const isGivenUp = Object.keys(then?.moving ?? {}).some((id) => !moving[id] && target?.moveId !== id);
    if (isGivenUp) this.#count('move given up');
    if (!target) {
      if (then?.target) this.#count('alias deleted');
      return [];
    }
    if (target.moveId === then?.target?.moveId) return [];
    this.#count(then?.target ? 'alias moved' : 'alias created');
    this.#pointedAt.set(target.voiceId, (this.#pointedAt.get(target.voiceId) ?? new Set()).add(alias));
    return keeps({ alias, target }, this.#read(target.voiceId));
  }

  /** An alias keeps the manager of its creation until it is deleted. */
  #manager(then: AliasRecord | undefined, { alias, target, managedBy }: AliasRecord): string[] {
    const isCreated = !then?.target && target !== null;
    const creation = isCreated && isEndOf(then?.pending, target) ? then?.pending : null;
    if (creation?.managedBy) this.#count('alias created by an apply');
    const kept = target && then?.target ? then.managedBy : null;
    const expected = isCreated ? (creation?.managedBy ?? null) : kept;
    return managedBy === expected ? [] : [`${alias} is managed by ${managedBy} instead of ${expected}`];
  }

  /** A remake ends once: with a move to its voice, or with a failure that deletes the voice. */
  #remake(then: AliasRecord | undefined, now: AliasRecord): string[] {
    const { pending } = then ?? {};
    if (!pending || now.pending?.id === pending.id) return [];
    const { voiceId, audition } = pending;
    const isMove = isEndOf(pending, now.target);
    const isFailure = audition
      ? now.cancelling.includes(audition.auditionId)
      : voiceId !== null && now.discarding.includes(voiceId);
    if (audition) this.#count(isMove ? 'remake moved its alias to a choice' : 'remake by audition failed');
    const end = isMove ? 'moved' : 'failed';
    this.#count(isMove ? 'remake moved its alias' : 'remake failed');
    const found: string[] = [];
    if (isMove === isFailure) found.push(`a remake of ${now.alias} ended without a move or a failure`);
    if (this.#ends.has(pending.id)) found.push(`a remake of ${now.alias} ended twice`);
    if (isMove && then?.version !== pending.fromVersion)
      found.push(`a remake of ${now.alias} moved from version ${then?.version}`);
    this.#ends.set(pending.id, end);
    return found;
  }

  /** A voice stays held, and is neither deleted nor purged, while an alias points at it. */
  #voice(after: unknown, before: Readonly<Record<string, unknown>> | undefined): string[] {
    const item = plainItem(after);
    const aliases = this.#pointedAt.get(String(item?.voiceId));
    const isRetired = item?.retireAt !== undefined && before?.retireAt === undefined;
    // Most writes concern no alias, and a record takes long to parse.
    const now = aliases || isRetired ? voiceOf(after) : undefined;
    if (!now) return [];
    if (isRetired) this.#count('former voice retired');
    return [...(aliases ?? [])].flatMap((alias) => {
      const target = aliasOf(this.#table.item({ voiceId: { S: aliasItems.prefix + alias } }))?.target;
      return target?.voiceId === now.voiceId ? keeps({ alias, target }, now) : [];
    });
  }

  #read(voiceId: string): VoiceRecord | undefined {
    return voiceOf(this.#table.item({ voiceId: { S: voiceId } }));
  }

  #count(situation: AliasSituation): void {
    this.met.set(situation, (this.met.get(situation) ?? 0) + 1);
  }
}

/** Returns true if a target is the voice of a remake, or the chosen candidate of its audition. */
function isEndOf(pending: AliasRecord['pending'] | undefined, target: AliasRecord['target']): boolean {
  if (!pending || !target) return false;
  const { voiceId, audition } = pending;
  return audition ? target.choice?.auditionId === audition.auditionId : target.voiceId === voiceId;
}

function keeps(
  { alias, target }: { readonly alias: string; readonly target: NonNullable<AliasRecord['target']> },
  voice: VoiceRecord | undefined,
): string[] {
  if (!voice) return [`${alias} points at ${target.voiceId}, which does not exist`];
  const { voiceId, status, holds, purgeClaim } = voice;
  const found: string[] = [];
  if (!holds?.has(holdOf(alias, target.moveId))) found.push(`${alias} points at ${voiceId} without a hold`);
  if (status !== 'OK' && status !== 'EXPIRED')
    found.push(`${alias} points at ${voiceId}, which is ${status}`);
  if (purgeClaim) found.push(`${alias} points at ${voiceId}, which a purge has claimed`);
  return found;
}

const aliasOf = readerOf((item) => aliasRecord.safeParse(item).data);
const voiceOf = readerOf((item) => voiceRecord.safeParse(item).data);
