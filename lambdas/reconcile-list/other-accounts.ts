import type { Scope } from '../shared/dashscope/index.ts';
import { type ProviderAccounts, ScopeNotConfiguredError } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { accountOf, isWaiting, type KeyInForce, waitingSecondsAllowed } from '../shared/voice/accounts.ts';
import { aliveStatuses } from '../shared/voice/alive.ts';
import { couldExpire } from '../shared/voice/missing-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { type ExpireVoiceDependencies, expireVoice } from './expire-missing.ts';
import { otherAccountCode, type Survey, type SurveyedVoice } from './survey-records.ts';

const otherAccountWarning = {
  code: otherAccountCode,
  message:
    'The voice is in another provider account than the key in use. It cannot be used, checked or deleted with that key.',
};

export interface ForgetDependencies extends ExpireVoiceDependencies {
  readonly accounts: Pick<ProviderAccounts, 'account'>;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'ofList'>;
}

/** Returns records whose voices are in an account that an operator gave up, and whose key is not in force. */
export async function forgottenRecords(
  list: ProviderList,
  { accounts, accountStore, voicesByStatus, voices, now }: ForgetDependencies,
): Promise<readonly VoiceRecord[]> {
  const known = await accountStore.read(list.scope);
  const forgotten = new Set(
    Object.entries(known?.keys ?? {}).flatMap(([account, { forgottenAt }]) => (forgottenAt ? [account] : [])),
  );
  const keyId = await keyInForce(list.scope, accounts);
  if (keyId !== null) forgotten.delete(accountOf(known, keyId) ?? keyId);
  if (forgotten.size === 0) return [];
  const found: VoiceRecord[] = [];
  for (const status of aliveStatuses) {
    for await (const summary of voicesByStatus.ofList(status, list)) {
      if (!summary.providerVoiceId || !forgotten.has(accountOf(known, summary.keyId) ?? '')) continue;
      const record = await voices.read(summary.voiceId);
      if (record && couldExpire(record, now())) found.push(record);
    }
  }
  return found;
}

/** Returns null if the provider secret has no key. Voices of accounts that were given up expire even so. */
async function keyInForce(scope: Scope, accounts: Pick<ProviderAccounts, 'account'>): Promise<string | null> {
  try {
    return (await accounts.account(scope)).keyId;
  } catch (error) {
    if (error instanceof ScopeNotConfiguredError) return null;
    throw error;
  }
}

/** Records a forgotten voice as expired. @throws LostRaceError */
export function forget(record: VoiceRecord, dependencies: ForgetDependencies): Promise<void> {
  return expireVoice(record, dependencies);
}

/**
 * Returns the records whose warning about another account has to change. While the key in force waits, no warning is added,
 * because it is not decided which account the deployment should use.
 */
export function warningsToChange(
  { warned, elsewhere }: Survey,
  inForce: KeyInForce,
): readonly { readonly voiceId: string; readonly isElsewhere: boolean }[] {
  const isUnwarned = ({ warnings }: SurveyedVoice) => !warnings.includes(otherAccountCode);
  return [
    ...warned.map(({ voiceId }) => ({ voiceId, isElsewhere: false })),
    ...(isWaiting(inForce) ? [] : elsewhere.filter(isUnwarned)).map(({ voiceId }) => ({
      voiceId,
      isElsewhere: true,
    })),
  ];
}

/** Adds the warning about another account to a record, or removes it. @throws LostRaceError if the record has changed */
export async function changeWarning(
  { voiceId, isElsewhere }: ReturnType<typeof warningsToChange>[number],
  {
    voices,
    reconciliation,
    now,
  }: {
    readonly voices: Pick<VoiceStore, 'read'>;
    readonly reconciliation: Pick<ReconciliationStore, 'recordWarnings'>;
    readonly now: () => Date;
  },
): Promise<void> {
  const record = await voices.read(voiceId);
  if (!record) return;
  const others = record.warnings.filter(({ code }) => code !== otherAccountCode);
  const warnings = isElsewhere ? [...others, otherAccountWarning] : others;
  await reconciliation.recordWarnings(record, warnings, now());
}

/**
 * Returns voices whose deletion has long been due in an account whose key is not in force, so that an operator has to act.
 * Voices in an account that the operator left or gave up are expected to wait.
 */
export function deletionsWaiting(
  { elsewhere }: Survey,
  { accounts }: KeyInForce,
  now: Date,
): readonly SurveyedVoice[] {
  const since = new Date(now.getTime() - waitingSecondsAllowed * 1_000);
  return elsewhere.filter(({ status, purgeAt, keyId }) => {
    const account = accounts?.keys[accountOf(accounts, keyId) ?? ''];
    const isExpected = account !== undefined && (account.leftAt !== null || account.forgottenAt !== null);
    return status === 'DELETED' && purgeAt !== null && purgeAt <= since && !isExpected;
  });
}
