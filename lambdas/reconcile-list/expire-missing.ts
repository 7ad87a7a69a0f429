import { type ApplyTransitionDependencies, applyTransition } from '../shared/actions/apply-transition.ts';
import { findVoice } from '../shared/actions/find-voice.ts';
import { type DashScopeClient, isErrorOfKind } from '../shared/dashscope/index.ts';
import type { ProviderAccount } from '../shared/provider/accounts.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import { classifyMissing } from '../shared/voice/missing-voices.ts';
import type { ReconciliationRules, ScannedList } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

export interface ExpireVoiceDependencies extends ApplyTransitionDependencies {
  readonly reconciliation: Pick<ReconciliationStore, 'recordMissing'>;
  /** Seconds for which the record of an expired voice is kept before its purge. */
  readonly expiredGraceSeconds: number;
  readonly now: () => Date;
}

export interface ExpireMissingDependencies extends ExpireVoiceDependencies {
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'queryVoice'>;
  readonly reconciliation: Pick<ReconciliationStore, 'recordMissing' | 'clearMissing'>;
  readonly rules: ReconciliationRules;
}

/** The scan of a list that does not contain a voice. */
export interface MissingFrom extends Pick<ScannedList, 'begunAt'> {
  /** The account that it was read in. */
  readonly account: ProviderAccount;
  /** An operator has confirmed that the voice is deleted, which replaces a second scan. */
  readonly isConfirmed: boolean;
  readonly dryRun: boolean;
}

/**
 * Queries a voice by its id that is missing from a list, and records the result. The list must prove the absence, or an
 * operator must have confirmed it.
 *
 * @throws LostRaceError if another writer has changed the record
 * @throws DashScopeError if the provider did not answer
 */
export async function settleUnseen(
  record: VoiceRecord,
  scan: MissingFrom,
  dependencies: ExpireMissingDependencies,
): Promise<'there' | 'missing' | 'expired'> {
  const { reconciliation, rules, now } = dependencies;
  const { dryRun, isConfirmed } = scan;
  if (await isThere(record, scan.account, dependencies)) {
    if (record.missingSince && !dryRun) await reconciliation.clearMissing(record);
    return 'there';
  }
  const verdict = isConfirmed ? 'expire' : classifyMissing(record, scan, rules, now());
  if (verdict === 'note' && !dryRun) await reconciliation.recordMissing(record, now());
  if (verdict !== 'expire') return 'missing';
  if (!dryRun) await expireVoice(record, dependencies);
  return 'expired';
}

/**
 * Records that a voice is no longer at the provider, without a call to the provider.
 *
 * @throws LostRaceError if another writer has changed the record, or a purge has claimed it
 */
export async function expireVoice(record: VoiceRecord, dependencies: ExpireVoiceDependencies): Promise<void> {
  const { reconciliation, voices, expiredGraceSeconds, now } = dependencies;
  if (!record.missingSince) await reconciliation.recordMissing(record, now());
  const missing = record.missingSince ? record : await findVoice(voices, record.voiceId);
  // A voice that was already due for its purge keeps that time.
  const purgeAt = new Date(record.purgeAt ?? now().getTime() + expiredGraceSeconds * 1_000);
  await applyTransition(missing, 'expired', { now: now(), purgeAt }, dependencies);
}

async function isThere(
  record: VoiceRecord,
  account: ProviderAccount,
  { clientOf }: ExpireMissingDependencies,
): Promise<boolean> {
  const { family, providerVoiceId = '' } = record;
  try {
    await clientOf(account).queryVoice({ family, providerVoiceId }, { subject: logSubject(record) });
    return true;
  } catch (error) {
    if (isErrorOfKind(error, 'voice_not_found')) return false;
    throw error;
  }
}
