import type { PurgeOutcome } from '../shared/contract.ts';
import { SCOPES, type Scope } from '../shared/dashscope/vocabulary.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { DuePosition, DueVoice, DueVoices } from '../shared/stores/due-voices.ts';
import type { PlaceCounter } from '../shared/stores/places.ts';
import { mayBePurged, type PurgeScope } from '../shared/stores/purges.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { isOfKeyInForce, type ScopeAccounts } from '../shared/voice/accounts.ts';
import { chooseEvictions, keepsPlace } from './eviction.ts';

/** Position at which the previous execution of a run ended, and the time by which the voices of the run are due. */
export type PurgePosition = DuePosition & { readonly asOf: string };

/** Counts of all executions of a run so far. */
export type PurgeCounts = Readonly<Record<'due' | PurgeOutcome, number>>;

export interface FindDueVoicesInput {
  /** Voices named in the input of the workflow; null for all voices that are due. */
  readonly voiceIds: readonly string[] | null;
  /** Id of the purge claims of this execution, unique to it. */
  readonly claimId: string;
  readonly dryRun: boolean;
  /** Null in the first execution of a run. */
  readonly after: PurgePosition | null;
  readonly counted: PurgeCounts;
}

export interface FindDueVoicesResult {
  readonly voiceIds: readonly string[];
  readonly scope: PurgeScope;
  readonly dryRun: boolean;
  /**
   * Number of voices that the run still has to purge. Exceeds the length of `voiceIds` if another execution has to
   * follow.
   */
  readonly total: number;
  /** Position at which the next execution continues; null if no other execution is needed. */
  readonly after: PurgePosition | null;
  /** Counts of the run, which include these voices as due. */
  readonly counted: PurgeCounts;
}

export interface FindDueVoicesDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly dueVoices: DueVoices;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly switches: SwitchStore;
  readonly places: Pick<PlaceCounter, 'read'>;
  /**
   * Time for which a deleted voice keeps its place while its list has enough free ones. With 0, the voice is due at its
   * `purgeAt`.
   */
  readonly keepDeletedSeconds: number;
  readonly now: () => Date;
}

/** Maximum number of voices that one execution purges. A run with more voices continues in a new execution. */
export const maxVoicesPerExecution = 50;

/**
 * Lists the voices that a purge can remove now. Each voice still has to be claimed, because it may be purged or
 * restored in the meantime.
 */
export async function findDueVoices(
  { voiceIds, claimId, dryRun, after, counted }: FindDueVoicesInput,
  dependencies: FindDueVoicesDependencies,
): Promise<FindDueVoicesResult> {
  const { voices, dueVoices, switches, keepDeletedSeconds, now } = dependencies;
  if (voiceIds === null) {
    const waits = await waitsForKey(dependencies);
    const asOf = after?.asOf ?? now().toISOString();
    const keeps = (voice: DueVoice) => keepsPlace(voice, keepDeletedSeconds, new Date(asOf));
    const due = await dueVoices.due(new Date(asOf), maxVoicesPerExecution, waits, keeps, after);
    // The number of places to free is certain only in the last execution of a run, after all other due voices were
    // counted.
    const evicted =
      due.next === null
        ? await chooseEvictions(
            { ...due, alreadyDue: counted.due, max: maxVoicesPerExecution - due.voices.length },
            waits,
            dependencies.places,
          )
        : [];
    const found = [...due.voices, ...evicted].map(({ voiceId }) => voiceId);
    // While deletes are switched off every voice is skipped, so a second execution would have no effect.
    const continues = due.next !== null && (await switches.read()).deletes;
    return {
      voiceIds: found,
      total: due.total + evicted.length,
      scope: 'due',
      dryRun,
      after: continues ? { ...due.next, asOf } : null,
      counted: withDue(counted, found),
    };
  }
  const found: string[] = [];
  for (const voiceId of new Set(voiceIds)) {
    const record = await voices.read(voiceId);
    if (record && mayBePurged(record, claimId, 'named', now())) found.push(voiceId);
  }
  return {
    voiceIds: found,
    total: found.length,
    scope: 'named' as const,
    dryRun,
    after: null,
    counted: withDue(counted, found),
  };
}

function withDue(counted: PurgeCounts, voiceIds: readonly string[]): PurgeCounts {
  return { ...counted, due: counted.due + voiceIds.length };
}

/** Returns a predicate: true for a voice in another account than the one in which its scope was last scanned. */
async function waitsForKey({
  accountStore,
}: FindDueVoicesDependencies): Promise<(voice: DueVoice) => boolean> {
  const accountsOf = new Map<Scope, ScopeAccounts | null>();
  for (const scope of SCOPES) accountsOf.set(scope, await accountStore.read(scope));
  return ({ scope, status, providerVoiceId, keyId }) => {
    const accounts = accountsOf.get(scope) ?? null;
    if (status === 'EXPIRED' || providerVoiceId === null || !accounts?.inForce) return false;
    return !isOfKeyInForce({ keyId: accounts.inForce.keyId, accounts }, keyId);
  };
}
