import { type ListMetric, listMetrics } from '../shared/contract.ts';
import { type ClassifiedVoice, controlsIn } from '../shared/voice/reconciliation.ts';
import type { ReadList } from './read-list.ts';
import type { Survey } from './survey-records.ts';

/** The report of a run on one list. A dry run reports the changes that it would make. */
export interface ListReport {
  /** True if the whole list was read, and nothing was deleted meanwhile. */
  readonly clean: boolean;
  /** True if the list contains a living voice of a record. Without one, no absence is concluded. */
  readonly control: boolean;
  /** True if the key in use belongs to another provider account than the current one. */
  readonly keyWaits: boolean;
  /** True if an operator has to act: the key has long waited, or deletions wait for a key of their account. */
  readonly needsKey: boolean;
  /** True if an operator has to act: missing voices have long been held back. */
  readonly isDoubted: boolean;
  readonly used: number;
  readonly limit: number;
  readonly ours: number;
  readonly foreign: number;
  /** Voices with this deployment's name prefix and without a record, after a restored table or with a second deployment of the same `ns`. */
  readonly unrecorded: number;
  /** Recent voices without a record and without a documented id. One of them may be that of a lost create. */
  readonly undocumented: number;
  /** Voices of attempts that are still in progress. */
  readonly waiting: number;
  readonly adopted: number;
  readonly deleted: number;
  readonly approvedLate: number;
  readonly rejectedLate: number;
  /** Voices that are missing from the list and unknown to the provider. */
  readonly missing: number;
  readonly expired: number;
  /** Missing voices without proof, or too many to be plausible. None of them expires. */
  readonly heldBack: number;
  /** Expired voices that are listed again. */
  readonly restored: number;
  /** Voices that are listed although their records expired and were purged. */
  readonly outlived: number;
  /** Voices of other provider accounts. The list proves nothing about them. */
  readonly elsewhere: number;
  /** Those of them whose deletion has long been due. */
  readonly deletionsWaiting: number;
  /** Voices of accounts that an operator gave up. They expired without a call to the provider. */
  readonly forgotten: number;
  readonly orphans: number;
  readonly orphansDeleted: number;
  /** Orphans that are due but not deleted: beyond the limit of a run, or deletions are switched off, or the lease is taken. */
  readonly orphansLeft: number;
  /** Number of single voices that failed. The next run tries them again. */
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

/** Returns the metrics that alarms use. CloudWatch bills each metric, so the other numbers are only in the report. */
export function metricsOf(report: ListReport): Readonly<Record<ListMetric, number>> {
  return {
    [listMetrics.quotaUsed]: Math.round((report.used / report.limit) * 100),
    [listMetrics.cleanScans]: report.clean ? 1 : 0,
    [listMetrics.unrecordedVoices]: report.unrecorded,
    [listMetrics.waitingKeys]: report.needsKey ? 1 : 0,
    [listMetrics.doubtedLists]: report.isDoubted ? 1 : 0,
  };
}
