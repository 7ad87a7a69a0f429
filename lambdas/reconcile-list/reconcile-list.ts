import { undocumentedId } from '../shared/contract.ts';
import type { DashScopeClient } from '../shared/dashscope/index.ts';
import type { ExecutionReader } from '../shared/executions/execution-reader.ts';
import type { ExecutionStarter } from '../shared/executions/execution-starter.ts';
import type { ReconciliationStore } from '../shared/records/reconciliation-store.ts';
import type { ProviderList, ScanStore } from '../shared/records/scan-store.ts';
import { LostRaceError } from '../shared/records/voice-store.ts';
import type { ProviderAccount } from '../shared/runtime/provider-accounts.ts';
import {
  deletionsAllowed,
  isLongKnown,
  type Judged,
  judgeList,
  provesAbsence,
} from '../shared/voice/reconciliation.ts';
import { type ExpireMissingDependencies, settleUnseen, unseen } from './expire-missing.ts';
import { type ReadList, type ReadListDependencies, readList } from './read-list.ts';
import {
  deleteOrphans,
  type RemoveOrphansDependencies,
  type SightedOrphan,
  sightOrphan,
} from './remove-orphans.ts';
import { type ListReport, newTally, type Tally } from './report.ts';
import { type SettleListedDependencies, settleListed } from './settle-listed.ts';

export interface ReconcileListInput extends ProviderList {
  /** Only looks, and counts what it would do. */
  readonly dryRun: boolean;
}

export interface ReconcileListDependencies
  extends ReadListDependencies,
    SettleListedDependencies,
    ExpireMissingDependencies,
    RemoveOrphansDependencies {
  readonly voices: ReadListDependencies['voices'] &
    SettleListedDependencies['voices'] &
    RemoveOrphansDependencies['voices'];
  readonly reconciliation: ReconciliationStore;
  readonly scans: ScanStore;
  readonly executions: ExecutionStarter & ExecutionReader;
  readonly clientOf: (
    account: ProviderAccount,
  ) => Pick<DashScopeClient, 'walkVoices' | 'queryVoice' | 'deleteVoice'>;
}

/** Voices asked for by their id in one run, at most; the next run asks for others. */
const queriesAllowed = 100;

/**
 * Compares one of the provider's lists with the records, both ways, and does what that asks for. Every change is
 * conditional: two runs at once do what one would do.
 *
 * @throws ScopeNotConfiguredError
 * @throws DashScopeError if the list could not be read: then nothing was done
 */
export async function reconcileList(
  { family, scope, dryRun }: ReconcileListInput,
  dependencies: ReconcileListDependencies,
): Promise<ListReport> {
  const { scans, voices, rules, now } = dependencies;
  const list = { family, scope };
  const scan = await readList(list, dependencies);
  if (!dryRun) {
    await scans.recordCount(list, scan.count);
    for (const { providerVoiceId, voiceId } of scan.unpointed) {
      await voices.pointFromProvider(providerVoiceId, voiceId);
    }
  }
  const judged = judgeList(scan, rules, now());
  const tally = newTally(scan, judged, provesAbsence(scan, judged));
  await settleAll(judged, dryRun, tally, dependencies);
  await compareUnseen(list, scan, dryRun, tally, dependencies);
  await removeOrphans(list, scan, judged, dryRun, tally, dependencies);
  logUnrecorded(list, judged, dependencies);
  logUndocumented(list, scan, dependencies);
  return tally;
}

async function settleAll(
  judged: readonly Judged[],
  dryRun: boolean,
  tally: Tally,
  dependencies: ReconcileListDependencies,
): Promise<void> {
  for (const each of judged) {
    const done =
      dryRun ||
      (await attempted(each.voice.record?.voiceId, tally, dependencies, () =>
        settleListed(each, dependencies),
      ));
    if (!done) continue;
    switch (each.finding.kind) {
      case 'adopt':
      case 'announce':
        tally.adopted += 1;
        break;
      case 'delete':
        tally.deleted += 1;
        break;
      case 'approvedLate':
      case 'rejectedLate':
        tally[each.finding.kind] += 1;
        break;
      default:
    }
  }
}

async function compareUnseen(
  list: ProviderList,
  scan: ReadList,
  dryRun: boolean,
  tally: Tally,
  dependencies: ReconcileListDependencies,
): Promise<void> {
  const { rules } = dependencies;
  if (!scan.clean) return;
  let asked = 0;
  for await (const record of unseen(list, scan, dependencies)) {
    if (!tally.control) {
      tally.pointsElsewhere ||= isLongKnown(record, scan, rules);
      continue;
    }
    asked += 1;
    if (asked > queriesAllowed) return;
    await attempted(record.voiceId, tally, dependencies, async () => {
      const found = await settleUnseen(record, scan, dryRun, dependencies);
      if (found !== 'there') tally[found] += 1;
    });
  }
}

async function removeOrphans(
  list: ProviderList,
  scan: ReadList,
  judged: readonly Judged[],
  dryRun: boolean,
  tally: Tally,
  dependencies: ReconcileListDependencies,
): Promise<void> {
  const found = judged.filter(({ finding }) => finding.kind === 'orphan');
  tally.orphans = found.length;
  // A voice that was purged while the list was being read looks like an orphan.
  if (dryRun || !scan.clean) return;
  const due: SightedOrphan[] = [];
  for (const each of found) {
    await attempted(each.voice.record?.voiceId, tally, dependencies, async () => {
      const sight = await sightOrphan(list, each, dependencies);
      if (sight?.isDue) due.push(sight.sighted);
    });
  }
  const allowed = due.slice(0, deletionsAllowed(judged));
  tally.orphansDeleted = await deleteOrphans(list, allowed, dependencies);
  tally.orphansLeft = due.length - tally.orphansDeleted;
}

/** What goes wrong with one voice does not stop the others. @returns whether it was done */
async function attempted(
  voiceId: string | undefined,
  tally: Tally,
  { log }: ReconcileListDependencies,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    // Somebody else has moved the record on: the next run sees how it stands.
    if (error instanceof LostRaceError) return false;
    tally.failed += 1;
    log.error('a voice could not be reconciled', { ...(voiceId && { voiceId }), error: String(error) });
    return false;
  }
}

function logUndocumented(
  { family, scope }: ProviderList,
  { undocumented }: ReadList,
  { log }: ReconcileListDependencies,
): void {
  for (const providerVoiceId of undocumented) {
    const fields = { code: undocumentedId, family, scope, providerVoiceId };
    log.error('a voice without a record has an id that is not of the documented form', fields);
  }
}

/** By their ids, which are all there is to look for them by. */
function logUnrecorded(
  { family, scope }: ProviderList,
  judged: readonly Judged[],
  { log }: ReconcileListDependencies,
): void {
  for (const { voice, finding } of judged) {
    if (finding.kind !== 'unrecorded') continue;
    log.error('a voice with our mark has no record', {
      code: 'unrecorded_voice',
      family,
      scope,
      providerVoiceId: voice.providerVoiceId,
    });
  }
}
