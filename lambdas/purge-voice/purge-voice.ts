import { errorNames } from '../shared/contract.ts';
import { type DashScopeClient, DashScopeError } from '../shared/dashscope/index.ts';
import { previewKeyOf } from '../shared/previews/preview-store.ts';
import type { RemovePreview } from '../shared/previews/remove-preview.ts';
import { mayBePurged, type PurgeClaims, type PurgeScope } from '../shared/records/purge-claims.ts';
import type { ScanStore } from '../shared/records/scan-store.ts';
import type { SwitchStore } from '../shared/records/switches.ts';
import { LostRaceError, type VoiceStore } from '../shared/records/voice-store.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/runtime/provider-accounts.ts';
import type { Preview, VoiceRecord } from '../shared/voice/record.ts';
import { gonePreview, type PublicView, publicView } from '../shared/voice/view.ts';

export interface PurgeVoiceInput {
  readonly voiceId: string;
  /** The same for every invocation of one purge, so that one that died can be repeated. */
  readonly claimId: string;
  readonly scope: PurgeScope;
}

export type PurgeVoiceResult =
  /** Not to be purged, or somebody else's, or deletions are switched off. */
  | { readonly outcome: 'skipped' }
  /** This same purge has recorded it before. */
  | { readonly outcome: 'purged' }
  /** It is gone at the provider and in S3; the workflow records that. */
  | {
      readonly outcome: 'gone';
      readonly voiceId: string;
      readonly run: number;
      readonly voice: PublicView;
      readonly purge: {
        readonly claimId: string;
        readonly expiresAtEpochSeconds: number;
        readonly preview: Preview;
        readonly purgeAt: null;
      };
    };

export interface PurgeVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly claims: PurgeClaims;
  readonly scans: Pick<ScanStore, 'takeDeleteLease' | 'giveBackDeleteLease'>;
  readonly switches: SwitchStore;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'deleteVoice'>;
  readonly removePreview: RemovePreview;
  readonly settings: {
    /** Longer than an invocation lives. */
    readonly leaseSeconds: number;
    /** Longer than a purge takes with all its retries. */
    readonly claimSeconds: number;
    /** How long a purged voice's record is kept. */
    readonly retentionSeconds: number;
  };
  readonly now: () => Date;
  readonly log: Log;
}

/** Somebody else deletes from the same of the provider's lists; they will soon be done. */
export class DeleteLeaseTakenError extends Error {
  override readonly name = errorNames.deleteLeaseTaken;
}

/**
 * Removes a voice for good, all but its record: at the provider, which may have more than one of it, and in S3. Nothing
 * is touched before the claim, after which nobody can restore the voice; each step can be repeated.
 *
 * @throws DeleteLeaseTakenError
 * @throws DashScopeError if the provider would not, or nobody knows
 */
export async function purgeVoice(
  { voiceId, claimId, scope }: PurgeVoiceInput,
  dependencies: PurgeVoiceDependencies,
): Promise<PurgeVoiceResult> {
  const { voices, claims, switches, settings, now } = dependencies;
  const record = await voices.read(voiceId);
  if (record?.status === 'PURGED' && record.purgeClaim?.id === claimId) return { outcome: 'purged' };
  if (!record || !mayBePurged(record, claimId, scope, now())) return { outcome: 'skipped' };
  if (!(await switches.read()).deletes) return { outcome: 'skipped' };
  const gone = await holdingLease(record, claimId, dependencies, async () => {
    const until = after(now(), settings.claimSeconds).toISOString();
    await claims.claim(record, { id: claimId, until }, scope, now());
    return deleteAtProvider(record, dependencies);
  });
  if (!gone) return { outcome: 'skipped' };
  for (const key of previewKeysOf(record)) await dependencies.removePreview(key);
  return {
    outcome: 'gone',
    voiceId,
    run: record.run,
    voice: publicView(record),
    purge: {
      claimId,
      expiresAtEpochSeconds: Math.ceil(after(now(), settings.retentionSeconds).getTime() / 1_000),
      preview: gonePreview,
      purgeAt: null,
    },
  };
}

/**
 * A scan that reads the list meanwhile has to know. The lease is left to run out where the provider may carry out a
 * delete later than it answered. It is the voice's own, so that a repetition need not wait for it.
 *
 * @returns what the work returns; false if the voice could not be claimed
 */
async function holdingLease(
  record: VoiceRecord,
  claimId: string,
  { scans, settings, now }: PurgeVoiceDependencies,
  work: () => Promise<boolean>,
): Promise<boolean> {
  const lease = { id: `${claimId}/${record.voiceId}`, until: after(now(), settings.leaseSeconds) };
  const needed = providerVoiceIdsOf(record).length > 0;
  try {
    if (needed) await scans.takeDeleteLease(record, lease, now());
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    throw new DeleteLeaseTakenError(error.message, { cause: error });
  }
  let mayYetHappen = false;
  try {
    return await work();
  } catch (error) {
    if (error instanceof LostRaceError) return false;
    mayYetHappen = error instanceof DashScopeError && !error.certainlyNotDone;
    throw error;
  } finally {
    if (needed && !mayYetHappen) await scans.giveBackDeleteLease(record, lease);
  }
}

/** @returns false, at whatever point, once deletions are switched off */
async function deleteAtProvider(
  record: VoiceRecord,
  { accounts, clientOf, switches, log }: PurgeVoiceDependencies,
): Promise<boolean> {
  const { voiceId, family, scope } = record;
  for (const providerVoiceId of providerVoiceIdsOf(record)) {
    if (!(await switches.read()).deletes) return false;
    const { alreadyGone, requestId } = await accounts.using(scope, (account) =>
      clientOf(account).deleteVoice({ family, providerVoiceId }),
    );
    log.info('deleted at the provider', {
      voiceId,
      family,
      scope,
      outcome: alreadyGone ? 'already gone' : 'deleted',
      ...(requestId && { providerRequestId: requestId }),
    });
  }
  return true;
}

function providerVoiceIdsOf({ providerVoiceId, attempts }: VoiceRecord): string[] {
  const extra = Object.values(attempts).flatMap(({ extraVoiceIds = [] }) => extraVoiceIds);
  return [...new Set([...(providerVoiceId ? [providerVoiceId] : []), ...extra])];
}

/** The one that the record names, and where an attempt may have stored one before it was cut off. */
function previewKeysOf({ voiceId, previewKey, attempts, responseFormat }: VoiceRecord): string[] {
  const possible = responseFormat
    ? Object.keys(attempts).map((attempt) => previewKeyOf(voiceId, attempt, responseFormat))
    : [];
  return [...new Set([...(previewKey ? [previewKey] : []), ...possible])];
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
