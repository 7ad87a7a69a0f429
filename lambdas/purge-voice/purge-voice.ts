import { RESPONSE_FORMATS } from '../shared/dashscope/index.ts';
import { previewKeyOf } from '../shared/previews.ts';
import type { ProviderAccounts } from '../shared/provider/accounts.ts';
import type { RemovePreview } from '../shared/remove-preview.ts';
import { wins } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { mayBePurged, type PurgeClaims, type PurgeScope } from '../shared/stores/purges.ts';
import { mayYetBeStored, purgedPreview } from '../shared/voice/preview.ts';
import type { Preview, VoiceRecord } from '../shared/voice/record.ts';
import { type PublicView, publicView } from '../shared/voice/view.ts';
import { type DeletionDependencies, deleteTargets, targetsOf } from './delete-at-provider.ts';

export interface PurgeVoiceInput {
  readonly voiceId: string;
  /** The same for every invocation of one purge, so that an interrupted one can be repeated. */
  readonly claimId: string;
  readonly scope: PurgeScope;
}

export type PurgeVoiceResult =
  /** Not due, claimed by another purge, or deletions are switched off. */
  | { readonly outcome: 'skipped' }
  /** This purge has recorded it already. */
  | { readonly outcome: 'purged' }
  /** Deleted at the provider and in S3. The workflow records it. */
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

export interface PurgeVoiceDependencies extends DeletionDependencies {
  readonly claims: PurgeClaims;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOf' | 'expireReferences'>;
  readonly accounts: ProviderAccounts;
  readonly removePreview: RemovePreview;
  readonly settings: DeletionDependencies['settings'] & {
    /** Exceeds the time of a purge with all its retries. */
    readonly claimSeconds: number;
    /** Seconds after its claim for which a create may still store the preview. */
    readonly createClaimSeconds: number;
    /** Seconds for which the record of a purged voice is kept. */
    readonly retentionSeconds: number;
  };
}

/**
 * Removes a voice permanently at the provider, where it may have extra voices, and in S3. Its record stays. Nothing is
 * deleted before the claim, after which the voice cannot be restored. Each step can be repeated. A voice in another account
 * than that of the key in force waits without a claim. An expired voice is not deleted at the provider.
 *
 * @throws DeleteLeaseTakenError
 * @throws DashScopeError if the provider refused, or did not answer
 */
export async function purgeVoice(
  { voiceId, claimId, scope }: PurgeVoiceInput,
  dependencies: PurgeVoiceDependencies,
): Promise<PurgeVoiceResult> {
  const { voices, claims, switches, settings, accounts, now } = dependencies;
  const record = await voices.read(voiceId);
  if (record?.status === 'PURGED' && record.purgeClaim?.id === claimId) return { outcome: 'purged' };
  if (!record || !mayBePurged(record, claimId, scope, now())) return { outcome: 'skipped' };
  if (!(await switches.read()).deletes) return { outcome: 'skipped' };
  // A preview that is stored after the purge would never be removed: a later purge takes the voice.
  if (mayYetBeStored(record, settings.createClaimSeconds, now())) return { outcome: 'skipped' };

  const claim = () => {
    const until = after(now(), settings.claimSeconds).toISOString();
    return claims.claim(record, { ...record.purgeClaim, id: claimId, until }, scope, now());
  };
  const targets = await targetsOf(record, dependencies);
  const isGone =
    targets.length === 0
      ? await wins(claim())
      : await accounts.using(record.scope, (account) =>
          deleteTargets({ record, targets, account, claimId, claim }, dependencies),
        );
  if (!isGone) return { outcome: 'skipped' };
  for (const key of previewKeysOf(record)) await dependencies.removePreview(key);
  const expiresAt = after(now(), settings.retentionSeconds);
  await dependencies.providerVoices.expireReferences(record, expiresAt);
  return {
    outcome: 'gone',
    voiceId,
    run: record.run,
    voice: publicView(record),
    purge: {
      claimId,
      expiresAtEpochSeconds: Math.ceil(expiresAt.getTime() / 1_000),
      preview: purgedPreview(record),
      purgeAt: null,
    },
  };
}

/**
 * Returns the preview key of the record, and every key under which an interrupted attempt may have stored a preview. The
 * provider chooses the format.
 */
function previewKeysOf({ voiceId, previewKey, attempts }: VoiceRecord): string[] {
  const possible = Object.keys(attempts).flatMap((attempt) =>
    RESPONSE_FORMATS.map((format) => previewKeyOf(voiceId, attempt, format)),
  );
  return [...new Set([...(previewKey ? [previewKey] : []), ...possible])];
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
