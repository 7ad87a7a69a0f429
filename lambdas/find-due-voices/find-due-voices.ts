import type { PurgeOutcome } from '../shared/contract.ts';
import { SCOPES, type Scope } from '../shared/dashscope/vocabulary.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { DuePosition, DueVoice, DueVoices } from '../shared/stores/due-voices.ts';
import type { PlaceCounter } from '../shared/stores/places.ts';
import { mayBePurged, type PurgeScope } from '../shared/stores/purges.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { isOfKeyInForce, type ScopeAccounts } from '../shared/voice/accounts.ts';
import { keepsPlace, placesGivenUp } from './places-given-up.ts';

/** Where the last execution of a run has ended, and the time at which the run's voices are due. */
export type PurgePosition = DuePosition & { readonly asOf: string };

/** What the executions of a run have counted. */
export type PurgeCounts = Readonly<Record<'due' | PurgeOutcome, number>>;

export interface FindDueVoicesInput {
  /** Voices that were named; null for all that are due. */
  readonly voiceIds: readonly string[] | null;
  /** Nobody's claim is as this one. */
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
  /** All that the run still has to do; more than the voices given if another execution has to follow. */
  readonly total: number;
  /** Where the next execution continues; null if none is needed. */
  readonly after: PurgePosition | null;
  /** These voices are already counted as due. */
  readonly counted: PurgeCounts;
}

export interface FindDueVoicesDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly dueVoices: DueVoices;
  readonly accountStore: Pick<AccountStore, 'read'>;
  readonly switches: SwitchStore;
  readonly places: Pick<PlaceCounter, 'read'>;
  /** How long a deleted voice keeps its place while its list has others; 0 if it is due at its `purgeAt`. */
  readonly keepDeletedSeconds: number;
  readonly now: () => Date;
}

/** One execution purges so many voices at most; a run with more continues in a new execution. */
export const voicesAnExecution = 50;

/** What a purge would remove now. Only a claim decides: what is found may be gone, or restored, a moment later. */
export async function findDueVoices(
  { voiceIds, claimId, dryRun, after, counted }: FindDueVoicesInput,
  dependencies: FindDueVoicesDependencies,
): Promise<FindDueVoicesResult> {
  const { voices, dueVoices, switches, keepDeletedSeconds, now } = dependencies;
  if (voiceIds === null) {
    const waits = await waitsForKey(dependencies);
    const asOf = after?.asOf ?? now().toISOString();
    const keeps = (voice: DueVoice) => keepsPlace(voice, keepDeletedSeconds, new Date(asOf));
    const due = await dueVoices.due(new Date(asOf), voicesAnExecution, waits, keeps, after);
    // Only the last execution of a run knows how many places its other voices leave to give up.
    const givenUp =
      due.next === null
        ? await placesGivenUp(
            { ...due, alreadyDue: counted.due, atMost: voicesAnExecution - due.voices.length },
            waits,
            dependencies.places,
          )
        : [];
    const found = [...due.voices, ...givenUp].map(({ voiceId }) => voiceId);
    // With deletes switched off every voice is skipped: one execution shows that.
    const continues = due.next !== null && (await switches.read()).deletes;
    return {
      voiceIds: found,
      total: due.total + givenUp.length,
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
    ...{ voiceIds: found, total: found.length, scope: 'named' as const, dryRun, after: null },
    counted: withDue(counted, found),
  };
}

function withDue(counted: PurgeCounts, voiceIds: readonly string[]): PurgeCounts {
  return { ...counted, due: counted.due + voiceIds.length };
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
