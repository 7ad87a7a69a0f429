import { SCOPES, type Scope } from '../shared/dashscope/vocabulary.ts';
import type { AccountStore } from '../shared/records/account-store.ts';
import type { DueVoice, DueVoices } from '../shared/records/due-voices.ts';
import { mayBePurged, type PurgeScope } from '../shared/records/purge-claims.ts';
import type { VoiceStore } from '../shared/records/voice-store.ts';
import { isOfKeyInForce, type ScopeAccounts } from '../shared/voice/accounts.ts';

export interface FindDueVoicesInput {
  /** Voices that were named; null for all that are due. */
  readonly voiceIds: readonly string[] | null;
  /** Nobody's claim is as this one. */
  readonly claimId: string;
  readonly dryRun: boolean;
}

export interface FindDueVoicesResult {
  readonly voiceIds: readonly string[];
  readonly scope: PurgeScope;
  readonly dryRun: boolean;
}

export interface FindDueVoicesDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly dueVoices: DueVoices;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly now: () => Date;
}

/** One run of a purge purges so many voices at most; the others are the next run's. */
export const voicesARun = 50;

/** What a purge would remove now. Only a claim decides: what is found may be gone, or restored, a moment later. */
export async function findDueVoices(
  { voiceIds, claimId, dryRun }: FindDueVoicesInput,
  dependencies: FindDueVoicesDependencies,
): Promise<FindDueVoicesResult> {
  const { voices, dueVoices, now } = dependencies;
  if (voiceIds === null) {
    const waits = await waitsForKey(dependencies);
    return { voiceIds: await dueVoices.due(now(), voicesARun, waits), scope: 'due', dryRun };
  }
  const found: string[] = [];
  for (const voiceId of new Set(voiceIds)) {
    const record = await voices.read(voiceId);
    if (record && mayBePurged(record, claimId, 'named', now())) found.push(voiceId);
  }
  return { voiceIds: found, scope: 'named', dryRun };
}

/** Whether a voice is in another account than that of the key that the last scan of its scope used. */
async function waitsForKey({
  accountStore,
}: FindDueVoicesDependencies): Promise<(voice: DueVoice) => boolean> {
  const known = new Map<Scope, ScopeAccounts | null>();
  for (const scope of SCOPES) known.set(scope, await accountStore.read(scope));
  return ({ scope, status, providerVoiceId, keyId }) => {
    const accounts = known.get(scope) ?? null;
    if (status === 'EXPIRED' || providerVoiceId === null || !accounts?.inForce) return false;
    return !isOfKeyInForce({ keyId: accounts.inForce.keyId, accounts }, keyId);
  };
}
