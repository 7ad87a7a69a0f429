import type { AuditionStatus } from '../contract.ts';
import { assertNever } from '../platform/assert-never.ts';
import { ApiError } from '../validation/api-error.ts';
import type { AliasRecord, PendingRemake } from '../voice/alias.ts';
import { abandonOldMoves, failRemake, recordStatus } from '../voice/alias-changes.ts';
import type { RemakeFailure } from '../voice/alias-events.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { changeAlias } from './change-alias.ts';
import { finishWork } from './finish-alias.ts';
import { type PointAliasDependencies, pointAlias } from './point-alias.ts';
import { type ResumeRemakeDependencies, resumeAudition, resumeVoice } from './resume-remake.ts';
import { moveAlias } from './set-alias.ts';

export interface AdvanceAliasDependencies extends PointAliasDependencies, ResumeRemakeDependencies {
  readonly voices: PointAliasDependencies['voices'] & ResumeRemakeDependencies['voices'];
  readonly auditions: PointAliasDependencies['auditions'] & ResumeRemakeDependencies['auditions'];
}

/**
 * Brings an alias up to date with its voices: records the status of its voice, moves it to the voice of its remake or ends
 * the remake, gives up moves whose function has ended, and finishes what is left. The call can come late, twice or
 * concurrently.
 */
export async function advanceAlias(alias: string, dependencies: AdvanceAliasDependencies): Promise<void> {
  const { aliases, voices, now } = dependencies;
  const before = await aliases.read(alias);
  if (!before) return;
  const current = before.target && (await voices.read(before.target.voiceId));
  if (current && current.status !== before.target?.status) {
    await changeAlias(
      alias,
      (record) => recordStatus(record, current.voiceId, current.status, now()),
      dependencies,
    );
  }
  const { pending } = before;
  if (pending?.audition) await settleAudition(alias, pending, pending.audition, dependencies);
  else if (pending) await settleVoice(alias, pending, dependencies);
  const record = await changeAlias(alias, (each) => abandonOldMoves(each, now()), dependencies);
  if (record) await finishWork(record, dependencies);
}

async function settleVoice(
  alias: string,
  pending: PendingRemake & { readonly voiceId: string },
  dependencies: AdvanceAliasDependencies,
): Promise<void> {
  const { voices, aliasGraceSeconds, now } = dependencies;
  const { voiceId } = pending;
  // The function that noted the remake may have ended before it wrote the record.
  const voice = (await voices.read(voiceId)) ?? (await resumeVoice(pending, voiceId, alias, dependencies));
  const next = nextStep(voice);
  if (next === 'wait') return;
  if (next !== 'move') return endRemake(alias, pending, next, dependencies);
  const retireAt = new Date(now().getTime() + aliasGraceSeconds * 1_000);
  try {
    await moveAlias({ alias, owner: pending.owner, voice, remakeId: pending.id, retireAt }, dependencies);
  } catch (error) {
    // The voice has changed since it was read. Its event, or recovery, decides by its new status.
    if (!(error instanceof ApiError)) throw error;
  }
}

async function settleAudition(
  alias: string,
  pending: PendingRemake,
  ids: NonNullable<PendingRemake['audition']>,
  dependencies: AdvanceAliasDependencies,
): Promise<void> {
  const audition =
    (await dependencies.auditions.read(ids.auditionId)) ??
    (await resumeAudition(pending, ids, alias, dependencies)).audition;
  const { status, pointing } = audition;
  if (status === 'OPEN' || status === 'READY') return;
  if (status !== 'DECIDED') return endRemake(alias, pending, auditionFailures[status], dependencies);
  // A choice without a change of the alias that is left could not point the alias at its voice.
  if (!pointing) return endRemake(alias, pending, 'voice_deleted', dependencies);
  try {
    await pointAlias(audition, dependencies);
  } catch (error) {
    // The choice, or the recovery of auditions, decides whether the voice can still be used.
    if (!(error instanceof ApiError)) throw error;
  }
}

const auditionFailures = {
  FAILED: 'audition_failed',
  LAPSED: 'audition_lapsed',
  CANCELLED: 'audition_cancelled',
} as const satisfies Partial<Record<AuditionStatus, RemakeFailure>>;

/** Ends a remake without a move, unless it has ended already. */
async function endRemake(
  alias: string,
  { id }: PendingRemake,
  reason: RemakeFailure,
  dependencies: AdvanceAliasDependencies,
): Promise<void> {
  const end = (record: AliasRecord) =>
    record.pending?.id === id
      ? { ...failRemake(record, reason), updatedAt: dependencies.now().toISOString() }
      : record;
  await changeAlias(alias, end, dependencies);
}

function nextStep(voice: VoiceRecord): 'wait' | 'move' | RemakeFailure {
  switch (voice.status) {
    case 'REQUESTED':
    case 'CREATING':
    case 'DEPLOYING':
      return 'wait';
    case 'OK':
      return voice.deleteRequested ? 'voice_deleted' : 'move';
    case 'FAILED':
      return 'voice_failed';
    case 'UNDEPLOYED':
      return 'voice_rejected';
    case 'TIMED_OUT':
      return 'voice_timed_out';
    case 'DELETED':
    case 'PURGED':
      return 'voice_deleted';
    case 'EXPIRED':
      return 'voice_expired';
    default:
      return assertNever(voice);
  }
}
