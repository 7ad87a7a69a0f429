import type { AliasStore } from '../stores/aliases.ts';
import { again, retryLostRace } from '../stores/retry-lost-race.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import type { AliasRecord, PendingRemake } from '../voice/alias.ts';
import { beginRemake } from '../voice/alias-changes.ts';
import { auditionLimits } from '../voice/audition-rules.ts';
import { briefHashOf } from '../voice/brief.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { changeOrCreateAlias } from './change-alias.ts';
import { findAudition, readCandidates } from './read-audition.ts';
import { type ReservePlacesDependencies, reservePlaces } from './record-voice.ts';
import {
  type RemadeVoice,
  type RemakeAudition,
  type ResumeRemakeDependencies,
  resumeRemake,
} from './resume-remake.ts';
import { checkVersion } from './set-alias.ts';

export interface RemakeAliasInput {
  readonly alias: string;
  readonly owner: string;
  readonly requestKey: string | null;
  /** The version that the alias must have; 0 for an alias that must not exist. Absent for any version. */
  readonly ifVersion?: number | undefined;
  readonly managedBy: PendingRemake['managedBy'];
  /** Number of candidates of an audition; null for a single voice. */
  readonly candidates: number | null;
  /**
   * Returns the request of the new voice.
   *
   * @param former the record of the voice that the alias points at; null for a new alias
   * @throws ApiError `invalid_request`, `scope_not_configured`
   */
  readonly requestOf: (former: VoiceRecord | null) => {
    readonly request: VoiceRequest;
    readonly warnings: readonly Warning[];
  };
}

export interface RemakeAliasDependencies extends ResumeRemakeDependencies, ReservePlacesDependencies {
  readonly aliases: Pick<AliasStore, 'read' | 'write'>;
  readonly newVoiceId: (now: Date) => string;
  readonly newRemakeId: () => string;
  /** Length of one of the hours for which an audition is kept. Local runs shorten it. */
  readonly keepHourSeconds: number;
  readonly now: () => Date;
}

/** The new voice or audition, and whether an earlier call requested it. */
export type RemadeAlias = (RemadeVoice | RemakeAudition) & { readonly replayed: boolean };

/**
 * Requests a new voice for an alias, which moves to it once it is `OK`, or an audition, to whose chosen candidate the alias
 * moves. Writes the pending remake into the alias, then the records, then starts the workflows. Recovery completes a call
 * that ends in between. The same brief, or the same idempotency key, leads to the same voice or audition.
 *
 * @throws ApiError the errors of `requestOf`, `version_mismatch`, `remake_pending` if another remake is in progress,
 * `creates_disabled`, or `voice_quota_exhausted`
 */
export async function remakeAlias(
  input: RemakeAliasInput,
  dependencies: RemakeAliasDependencies,
): Promise<RemadeAlias> {
  const { alias, owner, ifVersion, candidates } = input;
  const { aliases, voices } = dependencies;
  return retryLostRace(`alias ${alias}`, async () => {
    const before = await aliases.read(alias);
    const earlier = await findKeyedRemake(before, input, dependencies);
    if (earlier) return { ...earlier, replayed: true };
    checkVersion(before, ifVersion);
    const former = before?.target ? await voices.read(before.target.voiceId) : null;
    const { request, warnings } = input.requestOf(former);
    const briefHash = briefHashOf(request);
    if (before?.pending) {
      const isSameKind = (before.pending.audition === null) === (candidates === null);
      const isSame = isSameKind && before.pending.briefHash === briefHash;
      if (!isSame) throw new ApiError({ code: 'remake_pending' });
      return { ...(await resumeRemake(before.pending, alias, dependencies)), replayed: true };
    }
    await reservePlaces(request, candidates ?? 1, dependencies);
    const now = dependencies.now();
    const { requestKey, managedBy } = input;
    const pending: PendingRemake = {
      id: dependencies.newRemakeId(),
      briefHash,
      ...newIds(candidates, now, dependencies),
      request: { ...request, labels: { ...request.labels } },
      warnings: [...warnings],
      owner,
      requestKey,
      managedBy,
      at: now.toISOString(),
      fromVersion: before?.version ?? 0,
    };
    const begun = await changeOrCreateAlias(
      { alias, owner, now },
      (record) => (mayRemake(record, pending) ? beginRemake(record, pending) : record),
      dependencies,
    );
    // Another caller has moved or remade the alias meanwhile.
    if (begun.pending?.id !== pending.id) return again;
    return { ...(await resumeRemake(pending, alias, dependencies)), replayed: false };
  });
}

/** Returns the id of the new voice, or those of an audition and its candidates. */
function newIds(
  candidates: number | null,
  now: Date,
  { newVoiceId, keepHourSeconds }: RemakeAliasDependencies,
):
  | Pick<PendingRemake & { audition: null }, 'voiceId' | 'audition'>
  | Pick<PendingRemake & { voiceId: null }, 'voiceId' | 'audition'> {
  if (candidates === null) return { voiceId: newVoiceId(now), audition: null };
  const keepMilliseconds = auditionLimits.keepHours.default * keepHourSeconds * 1_000;
  return {
    voiceId: null,
    audition: {
      auditionId: newVoiceId(now),
      voiceIds: Array.from({ length: candidates }, () => newVoiceId(now)),
      keepUntil: new Date(now.getTime() + keepMilliseconds).toISOString(),
    },
  };
}

function mayRemake({ pending, version }: AliasRecord, { fromVersion }: PendingRemake): boolean {
  return pending === null && version === fromVersion;
}

/** Returns the voice or audition of an earlier call with the same key, or null. */
async function findKeyedRemake(
  record: AliasRecord | null,
  { alias, requestKey }: RemakeAliasInput,
  dependencies: RemakeAliasDependencies,
): Promise<RemadeVoice | RemakeAudition | null> {
  const remake = requestKey === null ? null : record?.keyedRemakes.find(({ key }) => key === requestKey);
  if (!remake) return null;
  const { pending } = record ?? {};
  const { voiceId, auditionId } = remake;
  const isPending =
    pending && pending.voiceId === voiceId && (pending.audition?.auditionId ?? null) === auditionId;
  if (isPending) return resumeRemake(pending, alias, dependencies);
  if (auditionId !== null) {
    const audition = await findAudition(dependencies.auditions, auditionId);
    return { kind: 'audition', audition, candidates: await readCandidates(audition, dependencies.voices) };
  }
  const voice = voiceId === null ? null : await dependencies.voices.read(voiceId);
  return voice && { kind: 'voice', voice };
}
