import { undocumentedId } from '../shared/contract.ts';
import type { DashScopeClient } from '../shared/dashscope/index.ts';
import type { ExecutionReader } from '../shared/execution-reader.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import { measure } from '../shared/metrics.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { Measurement } from '../shared/platform/metrics.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { ignoreLostRace } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { ScanStore } from '../shared/stores/scans.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { hasWaitedLong, isOverdue, isWaiting, type KeyInForce } from '../shared/voice/accounts.ts';
import { divideUnseen } from '../shared/voice/missing-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import {
  type ClassifiedVoice,
  classifyList,
  controlsIn,
  deletionsAllowed,
  keysShown,
  newlyReached,
  reachedWith,
} from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { attempted } from './attempted.ts';
import { type CountPlacesDependencies, countPlaces } from './count-places.ts';
import { type ExpireMissingDependencies, settleUnseen } from './expire-missing.ts';
import {
  changeWarning,
  deletionsWaiting,
  type ForgetDependencies,
  forget,
  forgottenRecords,
  warningsToChange,
} from './other-accounts.ts';
import { type ReadList, type ReadListDependencies, readList } from './read-list.ts';
import { previewAccount, type RecognizeAccountDependencies, recognizeAccount } from './recognize-account.ts';
import {
  deleteOrphans,
  type OrphanCandidate,
  type RemoveOrphansDependencies,
  recordOrphan,
} from './remove-orphans.ts';
import { type ListReport, newTally, type Tally } from './report.ts';
import { type SettleListedDependencies, settleListed } from './settle-listed.ts';
import { type SettlePreviewsDependencies, settlePreview, withoutPreview } from './settle-previews.ts';
import { type Survey, surveyRecords } from './survey-records.ts';

export interface ReconcileListInput extends ProviderList {
  /** Changes nothing, and counts the changes that a run would make. */
  readonly dryRun: boolean;
  /** Number of voices that an operator has confirmed to be deleted from a list. 0 for none. */
  readonly confirmMissing: number;
}

export interface ReconcileListDependencies
  extends ReadListDependencies,
    RecognizeAccountDependencies,
    CountPlacesDependencies,
    SettleListedDependencies,
    SettlePreviewsDependencies,
    ExpireMissingDependencies,
    ForgetDependencies,
    RemoveOrphansDependencies {
  readonly accounts: ProviderAccounts;
  readonly accountStore: AccountStore;
  readonly voices: ReadListDependencies['voices'] &
    SettleListedDependencies['voices'] &
    RemoveOrphansDependencies['voices'];
  readonly attemptStore: Pick<AttemptStore, 'recordMade' | 'recordExtraVoice'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOf' | 'ownerOfToken' | 'assign'>;
  readonly reconciliation: ReconciliationStore;
  readonly scans: ScanStore;
  readonly voicesByStatus: VoicesByStatus;
  readonly executions: ExecutionStarter & ExecutionReader;
  readonly clientOf: (
    account: ProviderAccount,
  ) => Pick<DashScopeClient, 'walkVoices' | 'queryVoice' | 'deleteVoice'>;
}

/** Maximum number of queries by voice id in one run. The next run queries other voices. */
const queriesAllowed = 100;

/** The same for voices that an operator has confirmed to be deleted. The operator confirms the others again. */
const confirmedQueriesAllowed = 1_000;

/** Maximum number of concurrent writes. A key rotation causes one write for every record of a list. */
const writesAtOnce = 8;

/** Values that the steps of one run share. */
interface Run {
  readonly input: ReconcileListInput;
  readonly scan: ReadList;
  readonly inForce: KeyInForce;
  readonly classified: readonly ClassifiedVoice[];
  readonly survey: Survey;
  readonly tally: Tally;
  readonly dependencies: ReconcileListDependencies;
}

/**
 * Compares one of the provider's lists with the records in both directions, and makes the changes that follow. Every change
 * is conditional, so two concurrent runs have the effect of one. The absence of a voice is concluded only in the account
 * that the list was read in.
 *
 * @throws ScopeNotConfiguredError
 * @throws DashScopeError if the list could not be read, so that no record was compared
 */
export async function reconcileList(
  input: ReconcileListInput,
  dependencies: ReconcileListDependencies,
): Promise<ListReport> {
  const { family, scope, dryRun } = input;
  const { rules, now } = dependencies;
  const list = { family, scope };
  const forgotten = await forgetGivenUp(list, dryRun, dependencies);
  const readOnce = () => readList(list, dependencies);
  const read = await (dryRun ? readOnce() : countPlaces(list, readOnce, dependencies));
  const { keyId } = read.account;
  if (!dryRun) await recordFacts(list, read, dependencies);
  const recognize = dryRun ? previewAccount : recognizeAccount;
  const inForce = await recognize(scope, keyId, keysShown(read), dependencies);
  if (!dryRun) await recordReached(read, dependencies);
  const scan = { ...read, ...reachedWith(read, keyId) };
  const classified = classifyList(scan, rules, now());
  const survey = await surveyRecords(list, scan, inForce, dependencies);
  const tally = newTally(scan, classified, survey, { ...forgotten, keyWaits: isWaiting(inForce) });
  const run = { input, scan, inForce, classified, survey, tally, dependencies };
  await settleAll(run);
  await settlePreviews(run);
  await compareUnseen(run);
  await removeOrphans(run);
  await warnOfOtherAccounts(run);
  logVerdicts(run);
  return tally;
}

/** Expires the voices of accounts that an operator has given up, without a call to the provider. */
async function forgetGivenUp(
  list: ProviderList,
  dryRun: boolean,
  dependencies: ReconcileListDependencies,
): Promise<Pick<Tally, 'forgotten' | 'failed'>> {
  const counts = { forgotten: 0, failed: 0 };
  for (const record of await forgottenRecords(list, dependencies)) {
    const work = async () => {
      if (!dryRun) await forget(record, dependencies);
    };
    if (await attempted(record.voiceId, counts, dependencies, work)) counts.forgotten += 1;
  }
  return counts;
}

/** Records the facts of a list. */
async function recordFacts(
  list: ProviderList,
  { count, unpointed }: ReadList,
  { scans, providerVoices }: ReconcileListDependencies,
): Promise<void> {
  await scans.recordScan(list, count);
  for (const { providerVoiceId, voiceId } of unpointed) {
    await providerVoices.assign(providerVoiceId, voiceId);
  }
}

/** Records the key in force as the last one that reached the listed voices. It runs after their former keys were compared. */
async function recordReached(read: ReadList, { reconciliation }: ReconcileListDependencies): Promise<void> {
  const { keyId } = read.account;
  await inParallel(newlyReached(read, keyId), writesAtOnce, (record) =>
    ignoreLostRace(reconciliation.recordKey(record, keyId)),
  );
}

async function settleAll({ input, classified, tally, dependencies }: Run): Promise<void> {
  for (const each of classified) {
    const done =
      input.dryRun ||
      (await attempted(each.voice.record?.voiceId, tally, dependencies, () =>
        settleListed(each, dependencies),
      ));
    const counted = done ? countOf(each.verdict.kind) : null;
    if (counted) tally[counted] += 1;
  }
}

async function settlePreviews({ input, tally, dependencies }: Run): Promise<void> {
  const voiceIds = input.dryRun ? [] : await withoutPreview(input, dependencies);
  for (const voiceId of voiceIds) {
    await attempted(voiceId, tally, dependencies, () => settlePreview(voiceId, dependencies));
  }
}

function countOf(kind: ClassifiedVoice['verdict']['kind']) {
  switch (kind) {
    case 'adopt':
    case 'announce':
      return 'adopted';
    case 'delete':
      return 'deleted';
    case 'reappeared':
      return 'restored';
    case 'approvedLate':
    case 'rejectedLate':
      return kind;
    default:
      return null;
  }
}

async function compareUnseen({
  input,
  scan,
  inForce,
  classified,
  survey,
  tally,
  dependencies,
}: Run): Promise<void> {
  const { scans, rules, now } = dependencies;
  const { dryRun, confirmMissing } = input;
  if (!scan.clean) return;
  const proof = { ...inForce, clean: scan.clean, controls: controlsIn(classified) };
  const { provable, heldBack } = divideUnseen(survey, scan, proof, rules);
  const isConfirmed = heldBack.length > 0 && heldBack.length === confirmMissing;
  const settle = (record: VoiceRecord, confirmed: boolean) =>
    attempted(record.voiceId, tally, dependencies, async () => {
      const missingFrom = { ...scan, isConfirmed: confirmed, dryRun };
      const found = await settleUnseen(record, missingFrom, dependencies);
      if (found !== 'there') tally[found] += 1;
    });
  for (const record of provable.slice(0, queriesAllowed)) await settle(record, false);
  const confirmed = isConfirmed ? heldBack.slice(0, confirmedQueriesAllowed) : [];
  for (const record of confirmed) await settle(record, true);
  tally.heldBack = heldBack.length - confirmed.length;
  if (dryRun) return;
  const doubtedSince = await scans.recordDoubt(input, tally.heldBack > 0, now());
  tally.isDoubted = doubtedSince !== null && isOverdue(doubtedSince, now());
}

async function removeOrphans({ input, scan, classified, tally, dependencies }: Run): Promise<void> {
  const found = classified.filter(({ verdict }) => verdict.kind === 'orphan');
  tally.orphans = found.length;
  // A voice that was purged while the list was being read looks like an orphan.
  if (input.dryRun || !scan.clean) return;
  const due: OrphanCandidate[] = [];
  for (const each of found) {
    await attempted(each.voice.record?.voiceId, tally, dependencies, async () => {
      const recorded = await recordOrphan(input, each, dependencies);
      if (recorded?.isDue) due.push(recorded.candidate);
    });
  }
  const allowed = due.slice(0, deletionsAllowed(classified));
  tally.orphansDeleted = await deleteOrphans(input, scan.account, allowed, dependencies);
  tally.orphansLeft = due.length - tally.orphansDeleted;
}

async function warnOfOtherAccounts({ input, survey, inForce, tally, dependencies }: Run): Promise<void> {
  const { now } = dependencies;
  const waiting = deletionsWaiting(survey, inForce, now());
  tally.deletionsWaiting = waiting.length;
  tally.needsKey = hasWaitedLong(inForce.accounts, now()) || waiting.length > 0;
  if (input.dryRun) return;
  for (const each of warningsToChange(survey, inForce)) {
    await attempted(each.voiceId, tally, dependencies, () => changeWarning(each, dependencies));
  }
}

/** Logs the ids of unexpected voices. There is no other way to find them. */
function logVerdicts({ input, scan, classified, dependencies: { log } }: Run): void {
  const { family, scope } = input;
  const report = (message: string, code: string, providerVoiceId: string, ...measurements: Measurement[]) =>
    log.error(message, { code, family, scope, providerVoiceId }, measurements);
  for (const id of scan.undocumented) {
    const message = 'a voice without a record has an id that is not of the documented form';
    report(message, undocumentedId, id, measure('undocumentedIds', 1));
  }
  for (const { voice, verdict } of classified) {
    const { providerVoiceId: id } = voice;
    if (verdict.kind === 'unrecorded')
      report('a voice with this deployment’s name prefix has no record', 'unrecorded_voice', id);
    if (verdict.kind === 'outlived')
      report('a voice is listed whose record expired and was purged', 'outlived_voice', id);
  }
}
