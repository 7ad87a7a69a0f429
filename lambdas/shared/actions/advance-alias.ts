import { assertNever } from '../platform/assert-never.ts';
import { ApiError } from '../validation/api-error.ts';
import type { PendingRemake } from '../voice/alias.ts';
import { abandonOldMoves, failRemake, recordStatus } from '../voice/alias-changes.ts';
import type { RemakeFailure } from '../voice/alias-events.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { changeAlias } from './change-alias.ts';
import { finishWork } from './finish-alias.ts';
import type { RecordVoiceDependencies, StartVoiceDependencies } from './record-voice.ts';
import { resumeRemake } from './remake-alias.ts';
import { moveAlias, type SetAliasDependencies } from './set-alias.ts';

export interface AdvanceAliasDependencies extends SetAliasDependencies, StartVoiceDependencies {
  readonly voices: SetAliasDependencies['voices'] & RecordVoiceDependencies['voices'];
  /** Time for which the former voice is kept after a remake. */
  readonly aliasGraceSeconds: number;
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
  if (before.pending) await settleRemake(alias, before.pending, dependencies);
  const record = await changeAlias(alias, (each) => abandonOldMoves(each, now()), dependencies);
  if (record) await finishWork(record, dependencies);
}

async function settleRemake(
  alias: string,
  pending: PendingRemake,
  dependencies: AdvanceAliasDependencies,
): Promise<void> {
  const { voices, aliasGraceSeconds, now } = dependencies;
  // The function that noted the remake may have ended before it wrote the record.
  const voice = (await voices.read(pending.voiceId)) ?? (await resumeRemake(pending, alias, dependencies));
  const next = nextStep(voice);
  if (next === 'wait') return;
  if (next !== 'move') {
    const isPending = (id: string | undefined) => id === pending.id;
    await changeAlias(
      alias,
      (record) =>
        isPending(record.pending?.id)
          ? { ...failRemake(record, next), updatedAt: now().toISOString() }
          : record,
      dependencies,
    );
    return;
  }
  const retireAt = new Date(now().getTime() + aliasGraceSeconds * 1_000);
  try {
    await moveAlias({ alias, owner: pending.owner, voice, remakeId: pending.id, retireAt }, dependencies);
  } catch (error) {
    // The voice has changed since it was read. Its event, or recovery, decides by its new status.
    if (!(error instanceof ApiError)) throw error;
  }
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
