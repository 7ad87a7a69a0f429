import type { AliasStore } from '../stores/aliases.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRequest } from '../validation/voice-request.ts';
import type { AliasRecord, PendingRemake } from '../voice/alias.ts';
import { beginRemake } from '../voice/alias-changes.ts';
import { briefHashOf } from '../voice/brief.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { changeOrCreateAlias } from './change-alias.ts';
import type {
  RecordVoiceDependencies,
  ReservePlacesDependencies,
  StartVoiceDependencies,
} from './record-voice.ts';
import { recordVoice, reservePlaces, startVoice } from './record-voice.ts';
import { checkVersion } from './set-alias.ts';

export interface RemakeAliasInput {
  readonly alias: string;
  readonly owner: string;
  readonly requestKey: string | null;
  /** The version that the alias must have; 0 for an alias that must not exist. Absent for any version. */
  readonly ifVersion?: number | undefined;
  readonly managedBy: PendingRemake['managedBy'];
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

export interface RemakeAliasDependencies
  extends RecordVoiceDependencies,
    ReservePlacesDependencies,
    StartVoiceDependencies {
  readonly aliases: Pick<AliasStore, 'read' | 'write'>;
  readonly newVoiceId: (now: Date) => string;
  readonly newRemakeId: () => string;
  readonly now: () => Date;
}

export interface RemadeAlias {
  /** The record of the new voice. */
  readonly voice: VoiceRecord;
  /** True if an earlier call requested the voice. */
  readonly replayed: boolean;
}

/**
 * Requests a new voice for an alias, which moves to it once it is `OK`. Writes the pending remake into the alias, then the
 * voice's record, then starts its workflow. Recovery completes a call that ends in between. The same brief, or the same
 * idempotency key, leads to the same voice.
 *
 * @throws ApiError the errors of `requestOf`, `version_mismatch`, `remake_pending` if a remake with another brief is in
 * progress, `creates_disabled`, or `voice_quota_exhausted`
 */
export async function remakeAlias(
  input: RemakeAliasInput,
  dependencies: RemakeAliasDependencies,
): Promise<RemadeAlias> {
  const { alias, owner, ifVersion } = input;
  const { aliases, voices } = dependencies;
  for (;;) {
    const before = await aliases.read(alias);
    const earlier = await findKeyedRemake(before, input, dependencies);
    if (earlier) return { voice: earlier, replayed: true };
    checkVersion(before, ifVersion);
    const former = before?.target ? await voices.read(before.target.voiceId) : null;
    const { request, warnings } = input.requestOf(former);
    const briefHash = briefHashOf(request);
    if (before?.pending) {
      if (before.pending.briefHash !== briefHash) throw new ApiError({ code: 'remake_pending' });
      return { voice: await resumeRemake(before.pending, alias, dependencies), replayed: true };
    }
    await reservePlaces(request, 1, dependencies);
    const now = dependencies.now();
    const { requestKey, managedBy } = input;
    const pending: PendingRemake = {
      ...{ id: dependencies.newRemakeId(), voiceId: dependencies.newVoiceId(now), briefHash },
      ...{ request: { ...request, labels: { ...request.labels } }, warnings: [...warnings] },
      ...{ owner, requestKey, managedBy, at: now.toISOString() },
      fromVersion: before?.version ?? 0,
    };
    const begun = await changeOrCreateAlias(
      { alias, owner, now },
      (record) => (mayRemake(record, pending) ? beginRemake(record, pending) : record),
      dependencies,
    );
    // Otherwise another caller has moved or remade the alias meanwhile.
    if (begun.pending?.id === pending.id) {
      return { voice: await resumeRemake(pending, alias, dependencies), replayed: false };
    }
  }
}

function mayRemake({ pending, version }: AliasRecord, { fromVersion }: PendingRemake): boolean {
  return pending === null && version === fromVersion;
}

/** Returns the voice of an earlier call with the same key, or null. */
async function findKeyedRemake(
  record: AliasRecord | null,
  { alias, requestKey }: RemakeAliasInput,
  dependencies: RemakeAliasDependencies,
): Promise<VoiceRecord | null> {
  const remake = requestKey === null ? null : record?.keyedRemakes.find(({ key }) => key === requestKey);
  if (!remake) return null;
  const { pending } = record ?? {};
  return pending?.voiceId === remake.voiceId
    ? resumeRemake(pending, alias, dependencies)
    : dependencies.voices.read(remake.voiceId);
}

/** Writes the record of a remake's voice unless it exists, and starts its workflow unless it has begun. */
export async function resumeRemake(
  pending: PendingRemake,
  alias: string,
  dependencies: RecordVoiceDependencies & StartVoiceDependencies,
): Promise<VoiceRecord> {
  const { voiceId, request, warnings, owner, requestKey, at } = pending;
  const voice = { request, warnings, owner, requestKey, remakeOf: alias };
  const record = await recordVoice(voiceId, voice, new Date(at), dependencies);
  await startVoice(record, dependencies);
  return record;
}
