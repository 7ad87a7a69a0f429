import { FAMILIES, type Scope } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import { ignoreLostRace } from '../shared/stores/items.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import {
  accountOf,
  founded,
  isOfKeyInForce,
  isWaiting,
  joinProvedBy,
  type KeyInForce,
  type ScopeAccounts,
  withJoin,
  withKey,
} from '../shared/voice/accounts.ts';
import { aliveStatuses } from '../shared/voice/alive.ts';

export interface RecognizeAccountDependencies {
  readonly accountStore: AccountStore;
  readonly voicesByStatus: Pick<VoicesByStatus, 'ofList'>;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Records the key in force, and the account that a scan with it proves.
 *
 * - It joins the account of every key whose voices the scan shows.
 * - It becomes the current account if no other account has a living voice or an open attempt in the scope.
 * - Otherwise it waits.
 *
 * @param shown keys of the recorded voices that the scan shows
 */
export async function recognizeAccount(
  scope: Scope,
  keyId: string,
  shown: ReadonlySet<string>,
  dependencies: RecognizeAccountDependencies,
): Promise<KeyInForce> {
  const { accountStore, now, log } = dependencies;
  let accounts = await accountStore.recordUse(scope, keyId, now());
  for (const each of shown) {
    if (!accounts.keys[each]) accounts = await accountStore.recordUse(scope, each, now());
  }
  for (;;) {
    const join = joinProvedBy({ keyId, accounts }, shown);
    if (!join) break;
    await ignoreLostRace(accountStore.join(scope, join));
    log.info('two provider accounts were joined', { scope, keyId });
    accounts = await accountStore.recordUse(scope, keyId, now());
  }
  const inForce = { keyId, accounts };
  if (isWaiting(inForce) && !(await isAnotherInUse(scope, inForce, dependencies))) {
    const account = accountOf(accounts, keyId) ?? keyId;
    const { current } = accounts;
    await ignoreLostRace(accountStore.makeCurrent(scope, account, current));
    log.info('the current provider account has changed', { scope, keyId });
  }
  return { keyId, accounts: await accountStore.recordInForce(scope, keyId, now()) };
}

/** Returns the accounts as {@link recognizeAccount} would record them, without writing. */
export async function previewAccount(
  scope: Scope,
  keyId: string,
  shown: ReadonlySet<string>,
  { accountStore, now }: Pick<RecognizeAccountDependencies, 'accountStore' | 'now'>,
): Promise<KeyInForce> {
  const known = (await accountStore.read(scope)) ?? founded(keyId, now());
  let accounts: ScopeAccounts = [keyId, ...shown].reduce((all, each) => withKey(all, each, now()), known);
  for (;;) {
    const join = joinProvedBy({ keyId, accounts }, shown);
    if (!join) return { keyId, accounts };
    accounts = withJoin(accounts, join);
  }
}

/** True if another account than that of the key in force has a living voice or an open attempt in the scope. */
async function isAnotherInUse(
  scope: Scope,
  inForce: KeyInForce,
  { voicesByStatus }: RecognizeAccountDependencies,
): Promise<boolean> {
  for (const family of FAMILIES) {
    for (const status of [...aliveStatuses, 'CREATING'] as const) {
      for await (const { providerVoiceId, keyId, openKeyIds } of voicesByStatus.ofList(status, {
        family,
        scope,
      })) {
        const keys = providerVoiceId === null ? openKeyIds : [keyId, ...openKeyIds];
        if (keys.some((each) => !isOfKeyInForce(inForce, each))) return true;
      }
    }
  }
  return false;
}
