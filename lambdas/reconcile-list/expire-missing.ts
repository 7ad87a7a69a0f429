import { type DashScopeClient, DashScopeVoiceNotFoundError } from '../shared/dashscope/index.ts';
import type { ReconciliationStore } from '../shared/records/reconciliation-store.ts';
import type { ProviderList } from '../shared/records/scan-store.ts';
import type { VoiceSweep } from '../shared/records/voice-sweep.ts';
import { type MoveVoiceDependencies, moveVoice } from '../shared/requests/move-voice.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/runtime/provider-accounts.ts';
import {
  aliveStatuses,
  couldExpire,
  judgeMissing,
  type ReconciliationRules,
  type ScannedList,
} from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

export interface ExpireMissingDependencies extends MoveVoiceDependencies {
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'queryVoice'>;
  readonly sweep: Pick<VoiceSweep, 'ofList'>;
  readonly reconciliation: Pick<ReconciliationStore, 'noteMissing' | 'noteSeen'>;
  readonly rules: ReconciliationRules;
  /** How long the record of an expired voice can be looked at before it is purged. */
  readonly expiredGraceSeconds: number;
  readonly now: () => Date;
}

/** The records of a list that have a voice which the list does not show. */
export async function* unseen(
  list: ProviderList,
  { voices }: ScannedList,
  { sweep, voices: records }: Pick<ExpireMissingDependencies, 'sweep' | 'voices'>,
): AsyncGenerator<VoiceRecord, void> {
  const seen = new Set(voices.map(({ providerVoiceId }) => providerVoiceId));
  const isUnseen = (providerVoiceId: string | null | undefined) =>
    providerVoiceId && !seen.has(providerVoiceId);
  for (const status of aliveStatuses) {
    for await (const swept of sweep.ofList(status, list)) {
      if (!isUnseen(swept.providerVoiceId)) continue;
      const record = await records.read(swept.voiceId);
      if (record && isUnseen(record.providerVoiceId) && couldExpire(record)) yield record;
    }
  }
}

/**
 * Asks the provider by its id for a voice that a list did not show, and notes what that means; the list has to prove
 * absence.
 *
 * @throws LostRaceError if somebody has moved the record on
 * @throws DashScopeError if the provider did not say
 */
export async function settleUnseen(
  record: VoiceRecord,
  scan: Pick<ScannedList, 'begunAt'>,
  dryRun: boolean,
  dependencies: ExpireMissingDependencies,
): Promise<'there' | 'missing' | 'expired'> {
  const { reconciliation, rules, expiredGraceSeconds, now } = dependencies;
  if (await isThere(record, dependencies)) {
    if (record.missingSince && !dryRun) await reconciliation.noteSeen(record);
    return 'there';
  }
  const verdict = judgeMissing(record, scan, rules);
  if (verdict === 'note' && !dryRun) await reconciliation.noteMissing(record, now());
  if (verdict !== 'expire') return 'missing';
  // What was to be purged anyway stays due when it was.
  const purgeAt = new Date(record.purgeAt ?? now().getTime() + expiredGraceSeconds * 1_000);
  if (!dryRun) await moveVoice(record, 'expired', { now: now(), purgeAt }, dependencies);
  return 'expired';
}

async function isThere(
  { family, scope, providerVoiceId = '' }: VoiceRecord,
  { accounts, clientOf }: ExpireMissingDependencies,
): Promise<boolean> {
  try {
    await accounts.using(scope, (account) => clientOf(account).queryVoice({ family, providerVoiceId }));
    return true;
  } catch (error) {
    if (error instanceof DashScopeVoiceNotFoundError) return false;
    throw error;
  }
}
