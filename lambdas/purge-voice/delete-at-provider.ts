import { isProvedAbsent } from '../shared/actions/prove-absence.ts';
import { scanList } from '../shared/actions/scan-list.ts';
import { errorNames } from '../shared/contract.ts';
import { type DashScopeClient, mayYetTakeEffect } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccount } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { OrphanStore } from '../shared/stores/orphans.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { PurgeClaims } from '../shared/stores/purges.ts';
import type { ScanStore } from '../shared/stores/scans.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import {
  accountOf,
  isOfKeyInForce,
  keyOfAttempt,
  keysOfVoice,
  type VoiceKeys,
} from '../shared/voice/accounts.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

/** Dependencies of deleting voices at the provider. */
export interface DeletionDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOf'>;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly orphans: Pick<OrphanStore, 'isDeleted'>;
  readonly claims: Pick<PurgeClaims, 'recordGone'>;
  readonly scans: Pick<ScanStore, 'read' | 'takeDeleteLease' | 'releaseDeleteLease'>;
  readonly switches: SwitchStore;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'deleteVoice' | 'walkVoices'>;
  /** `leaseSeconds` exceeds the time limit of an invocation. */
  readonly settings: { readonly leaseSeconds: number };
  readonly now: () => Date;
  readonly log: Log;
}

/** Another process holds the delete lease of the same list. It is released soon. */
export class DeleteLeaseTakenError extends Error {
  override readonly name = errorNames.deleteLeaseTaken;
}

/** A voice to be deleted at the provider. */
export interface DeletionTarget extends VoiceKeys {
  readonly providerVoiceId: string;
}

/** One attempt to delete the voices of a record in one account. */
export interface DeletionAttempt {
  readonly record: VoiceRecord;
  readonly targets: readonly DeletionTarget[];
  readonly account: ProviderAccount;
  readonly claimId: string;
  /** Claims the record, so that nothing else happens to it. @throws LostRaceError */
  readonly claim: () => Promise<void>;
}

/**
 * Returns the voices that a purge of a record deletes: the record's voice and its extra voices. It leaves out voices that are
 * already deleted, voices of an expired record, which may be listed again, and voices in an account that an operator gave
 * up.
 */
export async function targetsOf(
  record: VoiceRecord,
  { accountStore, orphans }: Pick<DeletionDependencies, 'accountStore' | 'orphans'>,
): Promise<readonly DeletionTarget[]> {
  if (record.status === 'EXPIRED') return [];
  const { providerVoiceId, attempts, scope } = record;
  const gone = new Set(record.purgeClaim?.gone);
  const own = providerVoiceId ? [{ providerVoiceId, ...keysOfVoice(record) }] : [];
  const extra = Object.values(attempts).flatMap((attempt) =>
    (attempt.extraVoiceIds ?? [])
      .filter((id) => id !== providerVoiceId && !gone.has(id))
      .map((id) => {
        const keyId = keyOfAttempt(attempt);
        return { providerVoiceId: id, keyId, madeWith: keyId };
      }),
  );
  const left = own.filter((each) => !gone.has(each.providerVoiceId));
  const deleted = await Promise.all(extra.map(({ providerVoiceId: id }) => orphans.isDeleted(id)));
  const present = extra.filter((_, index) => !deleted[index]);
  if (present.length === 0) return left;
  const known = await accountStore.read(scope);
  const isGivenUp = ({ keyId }: DeletionTarget) =>
    known?.keys[accountOf(known, keyId) ?? '']?.forgottenAt != null;
  return [...left, ...present.filter((each) => !isGivenUp(each))];
}

/**
 * Deletes voices under the delete lease of their list, which scans check. If the provider may still carry out an unanswered
 * delete, the lease is left to expire. The lease id is that of the voice, so a repetition does not wait for its own lease.
 *
 * @returns true if all voices are deleted; false, without a claim, if a voice is in another account
 * @throws DeleteLeaseTakenError, DashScopeError
 */
export async function deleteTargets(
  deletion: DeletionAttempt,
  dependencies: DeletionDependencies,
): Promise<boolean> {
  const { accountStore, scans, settings, now, log } = dependencies;
  const { record, targets, account, claimId, claim } = deletion;
  const { voiceId, family, scope } = record;
  const inForce = { keyId: account.keyId, accounts: await accountStore.read(scope) };
  if (!targets.every(({ keyId }) => isOfKeyInForce(inForce, keyId))) {
    log.info('a deletion waits for a key of its account', { voiceId, family, scope, code: 'other_account' });
    return false;
  }
  const lease = { id: `${claimId}/${voiceId}`, until: after(now(), settings.leaseSeconds) };
  try {
    await scans.takeDeleteLease(record, lease, now());
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    throw new DeleteLeaseTakenError(error.message, { cause: error });
  }
  let isUnanswered = false;
  const onUnanswered = () => {
    isUnanswered = true;
  };
  try {
    await claim();
    for (const target of targets) {
      if (!(await deleteTarget(target, { ...deletion, leaseId: lease.id, onUnanswered }, dependencies)))
        return false;
    }
    return true;
  } catch (error) {
    if (error instanceof LostRaceError) return false;
    throw error;
  } finally {
    if (!isUnanswered) await scans.releaseDeleteLease(record, lease);
  }
}

/** @returns true if the voice is deleted; false if it is not, or once deletions are switched off */
async function deleteTarget(
  target: DeletionTarget,
  held: DeletionAttempt & { readonly leaseId: string; readonly onUnanswered: () => void },
  dependencies: DeletionDependencies,
): Promise<boolean> {
  const { clientOf, switches, log } = dependencies;
  const { record, account } = held;
  const { voiceId, family, scope } = record;
  if (!(await switches.read()).deletes) return false;
  const answer = await clientOf(account)
    .deleteVoice({ family, providerVoiceId: target.providerVoiceId }, { subject: logSubject(record) })
    .catch((error: unknown) => {
      if (mayYetTakeEffect(error)) held.onUnanswered();
      throw error;
    });
  const isGone = !answer.alreadyGone || (await isProvedGone(target, held, dependencies));
  if (isGone) await recordGone(target, held, dependencies);
  log.info('deleted at the provider', {
    voiceId,
    family,
    scope,
    outcome: answer.alreadyGone
      ? isGone
        ? 'already gone'
        : 'not found, and not proved to be gone'
      : 'deleted',
    ...(answer.requestId && { providerRequestId: answer.requestId }),
  });
  return isGone;
}

/**
 * True if the list proves that a voice unknown to the provider is deleted. Otherwise the key may not have access to it, or
 * the provider hides it for a while. The same holds after an earlier delete without an answer.
 */
async function isProvedGone(
  target: DeletionTarget,
  { record, account, leaseId }: DeletionAttempt & { readonly leaseId: string },
  dependencies: DeletionDependencies,
): Promise<boolean> {
  const { providerVoiceId } = target;
  const scan = await scanList(record, account, dependencies, leaseId);
  if (scan.voices.some((voice) => voice.providerVoiceId === providerVoiceId)) return false;
  const missing = { ...target, voiceId: record.voiceId };
  return isProvedAbsent(missing, scan, await dependencies.accountStore.read(record.scope), dependencies);
}

/** Best effort. If it fails, the next purge must prove from the list that the voice is deleted. */
async function recordGone(
  { providerVoiceId }: DeletionTarget,
  { record, claimId }: DeletionAttempt,
  { claims, log }: DeletionDependencies,
): Promise<void> {
  try {
    await claims.recordGone(record, claimId, providerVoiceId);
  } catch (error) {
    log.error('a deleted voice could not be recorded', {
      voiceId: record.voiceId,
      error: String(error),
    });
  }
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
