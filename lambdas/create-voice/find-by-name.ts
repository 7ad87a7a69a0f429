import { isProvedAbsent } from '../shared/actions/prove-absence.ts';
import { type ListScan, type ScanListDependencies, scanList } from '../shared/actions/scan-list.ts';
import { undocumentedId } from '../shared/contract.ts';
import {
  hasDocumentedId,
  isOlderThan,
  type ProviderVoice,
  readProviderVoiceId,
} from '../shared/dashscope/index.ts';
import { measure } from '../shared/metrics.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccounts } from '../shared/provider/accounts.ts';
import { answerFields } from '../shared/provider/answer-fields.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { claimOf } from '../shared/stores/claim-of.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { isOfKeyInForce, keyOfAttempt } from '../shared/voice/accounts.ts';
import {
  classifyScan,
  type HorizonTimes,
  horizonSecondsOf,
  type ScanResult,
} from '../shared/voice/find-by-name.ts';
import { outcomeUnknown } from '../shared/voice/reasons.ts';
import type { Attempt, UncreatedVoice } from '../shared/voice/record.ts';

export interface FindByNameDependencies extends ScanListDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'recordReason'>;
  readonly attemptStore: Pick<AttemptStore, 'recordMade' | 'recordAbsence' | 'recordAbsent'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'assign' | 'ownerOf'>;
  readonly accounts: ProviderAccounts;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly log: Log;
  readonly settings: {
    /** First two characters of every provider-side name. */
    readonly nameSpace: string;
    readonly horizon: HorizonTimes;
    /** Minimum seconds between two of the scans that prove an absence. */
    readonly scansApartSeconds: number;
  };
}

export type FindByNameResult =
  | { readonly kind: 'adopted' }
  /** The attempt certainly made no voice. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'again'; readonly waitSeconds: number }
  | { readonly kind: 'failed' };

/**
 * Scans the provider's whole list once for the voice of an attempt of unknown outcome, and records the result. The id of
 * a voice that is found is written on the condition of the claim alone. The scan needs a key of the account that the
 * attempt was sent with. Until such a key is in force, the list counts as unreadable.
 */
export async function findByName(
  record: UncreatedVoice,
  { number, attempt }: { readonly number: number; readonly attempt: Attempt },
  dependencies: FindByNameDependencies,
): Promise<FindByNameResult> {
  const { voices, attemptStore, providerVoices, now, settings, log } = dependencies;
  const { voiceId, run } = record;
  const claim = claimOf(record, number, attempt);
  const { claimedAt } = claim;
  const absences = (attempt.absences ?? []).map((time) => new Date(time));
  const { scansApartSeconds } = settings;
  const times = { horizonSeconds: horizonSecondsOf(attempt, settings.horizon), scansApartSeconds };
  const isPastHorizon = now().getTime() - claimedAt.getTime() >= times.horizonSeconds * 1_000;
  const scan = await scanForAttempt(record, attempt, { claimedAt, isPastHorizon }, dependencies);
  const verdict = classifyScan(scan, { claimedAt, absences }, now(), times);
  log.info('searched for a voice by name', { voiceId, run, attempt: number, outcome: verdict.kind });
  switch (verdict.kind) {
    case 'adopt':
      await attemptStore.recordMade(
        claim,
        {
          providerVoiceId: verdict.providerVoiceId,
          requestId: null,
          usageCount: null,
          adopted: true,
          keyId: attempt.keyId,
        },
        now(),
      );
      await providerVoices.assign(verdict.providerVoiceId, voiceId);
      return { kind: 'adopted' };
    case 'searchAgain':
      if (verdict.absence) await attemptStore.recordAbsence(claim, [...absences, now()]);
      return { kind: 'again', waitSeconds: verdict.waitSeconds };
    case 'absent':
      await attemptStore.recordAbsent(claim, now());
      return { kind: 'absent' };
    case 'unsettled':
      await voices.recordReason(record, outcomeUnknown, now());
      return { kind: 'failed' };
    default:
      return assertNever(verdict);
  }
}

/** @returns null if the list could not be read, or the key in force belongs to another account than the attempt */
async function scanForAttempt(
  record: UncreatedVoice,
  attempt: Attempt,
  { claimedAt, isPastHorizon }: { readonly claimedAt: Date; readonly isPastHorizon: boolean },
  dependencies: FindByNameDependencies,
): Promise<ScanResult | null> {
  const { accounts, accountStore, settings, log } = dependencies;
  const { voiceId, family, scope } = record;
  const keyId = keyOfAttempt(attempt);
  try {
    return await accounts.using(scope, async (account) => {
      const known = await accountStore.read(scope);
      if (!isOfKeyInForce({ keyId: account.keyId, accounts: known }, keyId)) {
        log.info('an attempt waits for a key of its account', { voiceId, scope, code: 'other_account' });
        return null;
      }
      const scan = await scanList(record, account, dependencies);
      const ids = scan.voices.map(({ providerVoiceId }) => providerVoiceId);
      const nameOf = (id: string) => readProviderVoiceId(family, id)?.name;
      const found = ids.filter((id) => nameOf(id) === attempt.name).sort();
      const ours = ids.filter((id) => nameOf(id)?.startsWith(settings.nameSpace));
      const control =
        found.length === 0 &&
        isPastHorizon &&
        (await isProvedAbsent({ voiceId, keyId, madeWith: keyId }, scan, known, dependencies, ours));
      const isNamed = await showsOnlyNames(record, scan, claimedAt, dependencies);
      return { found, clean: scan.clean && isNamed, control };
    });
  } catch (error) {
    log.error('the provider’s list could not be read', {
      voiceId,
      scope,
      error: String(error),
      ...answerFields(error),
    });
    return null;
  }
}

/** True if every listed voice that may be the attempt's has its name in its id. Logs the first one that has not. */
async function showsOnlyNames(
  { voiceId, family, scope }: UncreatedVoice,
  scan: ListScan,
  claimedAt: Date,
  { providerVoices, log }: FindByNameDependencies,
): Promise<boolean> {
  const unnamed = await firstUnnamed(scan.voices, claimedAt, providerVoices);
  if (!unnamed) return true;
  const { providerVoiceId } = unnamed;
  log.error(
    'the id of a listed voice does not contain its name, so it may be the voice that is searched for',
    { voiceId, family, scope, providerVoiceId, code: undocumentedId },
    [measure('undocumentedIds', 1)],
  );
  return false;
}

/**
 * Returns the first voice without a record and without a documented id. It may belong to any attempt, so a list with such a
 * voice proves no absence.
 */
async function firstUnnamed(
  listed: readonly ProviderVoice[],
  claimedAt: Date,
  providerVoices: Pick<ProviderVoiceStore, 'ownerOf'>,
): Promise<ProviderVoice | null> {
  for (const voice of listed) {
    if (hasDocumentedId(voice) || isOlderThan(voice, claimedAt)) continue;
    if (!(await providerVoices.ownerOf(voice.providerVoiceId))) return voice;
  }
  return null;
}

/** Like {@link findByName}. A claimant that is still running may write first, and then its outcome counts. */
export async function findByNameOrYield(...parts: Parameters<typeof findByName>): Promise<FindByNameResult> {
  try {
    return await findByName(...parts);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    return { kind: 'again', waitSeconds: 1 };
  }
}
