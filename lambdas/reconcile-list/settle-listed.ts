import { type ApplyTransitionDependencies, applyTransition } from '../shared/actions/apply-transition.ts';
import { findVoice } from '../shared/actions/find-voice.ts';
import { restartVoice } from '../shared/actions/restart-voice.ts';
import {
  type SettlePendingPreviewDependencies,
  settlePendingPreview,
} from '../shared/actions/settle-pending-preview.ts';
import type { Status } from '../shared/contract.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { claimOf } from '../shared/stores/claim-of.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { ClassifiedVoice } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { statusOnceMade } from '../shared/voice/review.ts';
import type { TransitionName } from '../shared/voice/transitions.ts';

export interface SettleListedDependencies extends ApplyTransitionDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'recordPreview'>;
  readonly attemptStore: Pick<AttemptStore, 'recordMade'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'assign'>;
  readonly previews: SettlePendingPreviewDependencies['previews'];
  readonly log: SettlePendingPreviewDependencies['log'];
  readonly reconciliation: Pick<ReconciliationStore, 'raiseRun' | 'clearMissing'>;
  readonly executions: Pick<ExecutionStarter, 'start'>;
  /** Seconds for which a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
}

/**
 * Changes a record according to the verdict on its listed voice.
 *
 * @throws LostRaceError if another writer has changed the record; the next run reads it again
 */
export async function settleListed(
  { voice, verdict }: ClassifiedVoice,
  dependencies: SettleListedDependencies,
): Promise<void> {
  const { record, providerVoiceId } = voice;
  if (!record) return;
  const now = dependencies.now();
  switch (verdict.kind) {
    case 'adopt':
      await recordVoice(record, verdict.attempt, providerVoiceId, dependencies);
      return resume(await findVoice(dependencies.voices, record.voiceId), dependencies);
    case 'announce':
      return resume(await settlePendingPreview(record, dependencies), dependencies);
    case 'delete':
      return deleteAsRequested(record, dependencies);
    case 'approvedLate':
      await applyTransition(record, 'approvedLate', { now }, dependencies);
      break;
    case 'rejectedLate': {
      const purgeAt = new Date(now.getTime() + dependencies.rejectedGraceSeconds * 1_000);
      const reason = { code: 'review_rejected' } as const;
      await applyTransition(record, 'rejectedLate', { now, reason, purgeAt }, dependencies);
      break;
    }
    case 'reappeared':
      return restoreExpired(record, dependencies);
    case 'ours':
    case 'outlived':
    case 'orphan':
    case 'wait':
    case 'unrecorded':
    case 'foreign':
      break;
    default:
      assertNever(verdict);
  }
  if (record.missingSince && record.providerVoiceId === providerVoiceId) {
    await dependencies.reconciliation.clearMissing(record);
  }
}

/** Records the voice id on the condition of the claim alone, whatever the status. The preview was in the lost answer. */
async function recordVoice(
  record: VoiceRecord,
  number: string,
  providerVoiceId: string,
  dependencies: SettleListedDependencies,
): Promise<void> {
  const { voices, attemptStore, providerVoices, now } = dependencies;
  const { voiceId } = record;
  const attempt = record.attempts[number];
  const claim = claimOf(record, Number(number), attempt);
  const made = {
    providerVoiceId,
    requestId: attempt?.requestId ?? null,
    usageCount: null,
    adopted: true,
    keyId: attempt?.keyId,
  } as const;
  await attemptStore.recordMade(claim, made, now());
  await providerVoices.assign(providerVoiceId, voiceId);
  await settlePendingPreview(await findVoice(voices, voiceId), dependencies);
}

/** Resumes a record that has its voice id now. A failed one is adopted, and an unfinished one gets a new execution. */
async function resume(record: VoiceRecord, dependencies: SettleListedDependencies): Promise<void> {
  const { executions, now } = dependencies;
  if (record.status === 'CREATING') return restartVoice(record, dependencies);
  if (record.status !== 'FAILED') return;
  const transition = statusOnceMade(record) === 'OK' ? 'adoptedReady' : 'adopted';
  const adopted = await applyTransition(record, transition, { now: now() }, dependencies);
  if (adopted.deleteRequested) return deleteAsRequested(adopted, dependencies);
  if (adopted.run > record.run) await executions.start(record.voiceId, adopted.run);
}

async function deleteAsRequested(record: VoiceRecord, dependencies: SettleListedDependencies): Promise<void> {
  if (!record.deleteRequested) return;
  const purgeAt = new Date(record.deleteRequested.purgeAt);
  const change = { now: dependencies.now(), purgeAt, statusBeforeDelete: record.status };
  await applyTransition(record, 'deletedAsRequested', change, dependencies);
}

/** Restores an expired record. An unfinished review continues in a new execution. */
async function restoreExpired(record: VoiceRecord, dependencies: SettleListedDependencies): Promise<void> {
  const transition = reappearing(record.statusBeforeExpiry);
  if (!transition) return;
  const restored = await applyTransition(record, transition, { now: dependencies.now() }, dependencies);
  if (restored.run > record.run) await dependencies.executions.start(record.voiceId, restored.run);
}

function reappearing(before: Status | undefined): TransitionName | null {
  switch (before) {
    case 'DEPLOYING':
      return 'reappearedReview';
    case 'OK':
      return 'reappearedReady';
    case 'UNDEPLOYED':
      return 'reappearedRejected';
    case 'TIMED_OUT':
      return 'reappearedTimedOut';
    case 'DELETED':
      return 'reappearedDeleted';
    default:
      return null;
  }
}
