import { unmarshall } from '@aws-sdk/util-dynamodb';
import { aliasItems, auditionItems } from '../../lambdas/shared/contract.ts';
import { parseAudition } from '../../lambdas/shared/stores/auditions.ts';
import { type AliasRecord, aliasRecord } from '../../lambdas/shared/voice/alias.ts';
import { type VoiceRecord, voiceRecord } from '../../lambdas/shared/voice/record.ts';
import type { MemoryTable } from './table/memory-table.ts';

/** Situations of choices with an alias that a run of schedules has to meet. */
export const choiceSituations = [
  'choice pointed an alias',
  'choice took its alias along',
  'choice finished after its call',
  'choice left an alias that had moved',
] as const;
export type ChoiceSituation = (typeof choiceSituations)[number];

interface Decision {
  readonly alias: string;
  readonly chosen: string;
  readonly fromVersion: number;
  readonly at: number;
}

/** Time limit of the function that makes a choice, in milliseconds. */
const callMilliseconds = 20_000;

/** Checks what choices guarantee about the aliases that they point at their voices. */
export class ChoiceWatch {
  readonly met = new Map<ChoiceSituation, number>();
  readonly #table: MemoryTable;
  readonly #now: () => number;
  /** The decisions on aliases, by the audition and its version. */
  readonly #decisions = new Map<string, Decision>();
  /** Candidates that an alias has pointed at for another reason than a choice in their own audition. */
  readonly #keptOtherwise = new Set<string>();

  constructor(table: MemoryTable, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  /** @returns the violations of a write, which is not in the table yet */
  written(before: unknown, after: unknown): string[] {
    const item = itemOf(after);
    const key = String(item?.voiceId ?? '');
    if (item && key.startsWith(auditionItems.prefix)) return this.#audition(itemOf(before), item);
    if (!item || !key.startsWith(aliasItems.prefix)) return [];
    return this.#alias(aliasRecord.safeParse(itemOf(before)).data, aliasRecord.parse(item));
  }

  /** True for a candidate that its audition need not delete because an alias has kept it. */
  isKeptOtherwise(voiceId: string): boolean {
    return this.#keptOtherwise.has(voiceId);
  }

  #audition(then: Record<string, unknown> | undefined, item: Record<string, unknown>): string[] {
    const before = then && parseAudition(then);
    const { auditionId, alias, chosen, pointing } = parseAudition(item);
    if (pointing && pointing.version !== before?.pointing?.version) {
      if (alias === null || chosen === null) return [`${auditionId} points no alias at no voice`];
      const decision = { alias, chosen, fromVersion: pointing.fromVersion, at: this.#now() };
      this.#decisions.set(`${auditionId} ${pointing.version}`, decision);
    }
    const ended = before?.pointing;
    return ended && !pointing ? this.#ended(auditionId, ended.version) : [];
  }

  /** A decision ends once the alias points at its voice, has been moved, or cannot point at it. */
  #ended(auditionId: string, version: number): string[] {
    const decision = this.#decisions.get(`${auditionId} ${version}`);
    if (!decision) return [`${auditionId} has pointed an alias without a decision`];
    const { alias, chosen, fromVersion, at } = decision;
    if (this.#now() > at + callMilliseconds) this.#count('choice finished after its call');
    const key = { voiceId: { S: aliasItems.prefix + alias } };
    const record = aliasRecord.safeParse(itemOf(this.#table.item(key))).data;
    if (record?.target?.voiceId === chosen) return [];
    if ((record?.version ?? 0) > fromVersion) {
      this.#count('choice left an alias that had moved');
      return [];
    }
    return this.#voice(chosen)?.status === 'OK'
      ? [`${auditionId} has not pointed ${alias} at ${chosen}`]
      : [];
  }

  #alias(then: AliasRecord | undefined, { alias, target }: AliasRecord): string[] {
    if (target?.moveId === then?.target?.moveId) return [];
    const { choice } = target ?? {};
    const former = then?.target;
    if (former && former.choice?.auditionId !== choice?.auditionId) this.#keptOtherwise.add(former.voiceId);
    if (!target) return [];
    if (!choice) {
      this.#keptOtherwise.add(target.voiceId);
      return [];
    }
    this.#count('choice pointed an alias');
    const decision = this.#decisions.get(`${choice.auditionId} ${choice.version}`);
    if (decision?.alias !== alias || decision.chosen !== target.voiceId)
      return [`${alias} moved to ${target.voiceId} without a choice`];
    const isLater =
      former?.choice?.auditionId === choice.auditionId && former.choice.version < choice.version;
    if (isLater) this.#count('choice took its alias along');
    return isLater || (then?.version ?? 0) === decision.fromVersion
      ? []
      : [`a choice of ${target.voiceId} has undone a later move of ${alias}`];
  }

  #voice(voiceId: string): VoiceRecord | undefined {
    return voiceRecord.safeParse(itemOf(this.#table.item({ voiceId: { S: voiceId } }))).data;
  }

  #count(situation: ChoiceSituation): void {
    this.met.set(situation, (this.met.get(situation) ?? 0) + 1);
  }
}

function itemOf(stored: unknown): Record<string, unknown> | undefined {
  return stored === undefined || stored === null ? undefined : unmarshall(Object(stored));
}
