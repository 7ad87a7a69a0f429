import { type ListMetric, listMetrics } from '../shared/contract.ts';
import { type ClassifiedVoice, controlsIn } from '../shared/voice/reconciliation.ts';
import type { ReadList } from './read-list.ts';
import type { Survey } from './survey-records.ts';

/** What a run has found in one list, and done; with a dry run, what it would have done. */
export interface ListReport {
  /** Whether the list was read whole, with nothing being deleted meanwhile. */
  readonly clean: boolean;
  /** Whether a living voice of a record was seen: without one nothing is concluded from what is not there. */
  readonly control: boolean;
  /** Whether the key in use is another provider account's than the current one. */
  readonly keyWaits: boolean;
  /** Whether an operator has to act: the key has waited for long, or deletions wait for a key of their account. */
  readonly needsKey: boolean;
  /** Whether an operator has to act: missing voices have been held back for long. */
  readonly isDoubted: boolean;
  readonly used: number;
  readonly limit: number;
  readonly ours: number;
  readonly foreign: number;
  /** With this deployment's mark and no record: of a restored table, or of a second deployment with the same `ns`. */
  readonly unrecorded: number;
  /** Recent voices without a record whose ids are not of a documented form: one may be a lost create's. */
  readonly undocumented: number;
  /** An attempt's that somebody is still at work on. */
  readonly waiting: number;
  readonly adopted: number;
  readonly deleted: number;
  readonly approvedLate: number;
  readonly rejectedLate: number;
  /** Voices that the list does not show, and the provider does not know. */
  readonly missing: number;
  readonly expired: number;
  /** Voices that are missing without proof that they are gone, or too many to be believed; none of them expires. */
  readonly heldBack: number;
  /** Expired voices that are listed again. */
  readonly restored: number;
  /** Voices that are listed although their records expired and were purged. */
  readonly outlived: number;
  /** Voices of other provider accounts, about which the list tells nothing. */
  readonly elsewhere: number;
  /** Of these, deletions that have been due for long. */
  readonly deletionsWaiting: number;
  /** Voices of accounts that an operator has given up, expired without a call to the provider. */
  readonly forgotten: number;
  readonly orphans: number;
  readonly orphansDeleted: number;
  /** Due, but more than one run may delete, or deletions are switched off, or somebody else was deleting. */
  readonly orphansLeft: number;
  /** What went wrong with single voices; the next run does it again. */
  readonly failed: number;
}

export type Tally = { -readonly [Count in keyof ListReport]: ListReport[Count] };

export function newTally(
  { clean, count, undocumented }: Pick<ReadList, 'clean' | 'count' | 'undocumented'>,
  classified: readonly ClassifiedVoice[],
  { elsewhere }: Survey,
  known: Pick<Tally, 'keyWaits' | 'forgotten' | 'failed'>,
): Tally {
  const found = (kind: ClassifiedVoice['verdict']['kind']) =>
    classified.filter(({ verdict }) => verdict.kind === kind).length;
  return {
    clean,
    control: clean && controlsIn(classified).length > 0,
    needsKey: false,
    isDoubted: false,
    used: count.used,
    limit: count.limit,
    ours: classified.length - found('foreign') - found('unrecorded'),
    foreign: found('foreign'),
    unrecorded: found('unrecorded'),
    undocumented: undocumented.length,
    waiting: found('wait'),
    adopted: 0,
    deleted: 0,
    approvedLate: 0,
    rejectedLate: 0,
    missing: 0,
    expired: 0,
    heldBack: 0,
    restored: 0,
    outlived: found('outlived'),
    elsewhere: elsewhere.length,
    deletionsWaiting: 0,
    orphans: 0,
    orphansDeleted: 0,
    orphansLeft: 0,
    ...known,
  };
}

/** Returns what alarms watch: CloudWatch bills each number as a metric, so all others are in the report alone. */
export function metricsOf(report: ListReport): Readonly<Record<ListMetric, number>> {
  return {
    [listMetrics.quotaUsed]: Math.round((report.used / report.limit) * 100),
    [listMetrics.cleanScans]: report.clean ? 1 : 0,
    [listMetrics.unrecordedVoices]: report.unrecorded,
    [listMetrics.waitingKeys]: report.needsKey ? 1 : 0,
    [listMetrics.doubtedLists]: report.isDoubted ? 1 : 0,
  };
}
