import { settlePendingPreview } from '../shared/actions/settle-pending-preview.ts';
import { errorNames, type ReviewSchedule } from '../shared/contract.ts';
import type { DashScopeClient } from '../shared/dashscope/index.ts';
import { measure, type VoiceOutcome } from '../shared/metrics.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccount } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { claimOf } from '../shared/stores/claim-of.ts';
import { ignoreLostRace } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import type { UncreatedVoice, VoiceRecord } from '../shared/voice/record.ts';
import { statusOnceMade } from '../shared/voice/review.ts';
import { type ClaimAndSendDependencies, claimAndSend } from './claim-and-send.ts';
import {
  type CreateVoiceOutput,
  type CreateVoiceResult,
  failed,
  made,
  result,
  withReview,
} from './create-voice-result.ts';
import { type FindByNameDependencies, findByNameOrYield } from './find-by-name.ts';
import { giveUp } from './give-up.ts';
import { type NumberedAttempt, nextStep, type Step } from './next-step.ts';
import { type ReserveDependencies, reserveName, reserveNextAttempt } from './reserve.ts';

/** No record has the id: the execution was started by hand. The workflow matches this error's name. */
export class VoiceNotFoundError extends Error {
  override readonly name = errorNames.voiceNotFound;
}

type Parts = ClaimAndSendDependencies & ReserveDependencies & FindByNameDependencies;

export interface CreateVoiceDependencies extends Omit<Parts, 'settings'> {
  readonly accountStore: Pick<AccountStore, 'read' | 'ensureRecorded'>;
  readonly voices: VoiceStore;
  readonly attemptStore: AttemptStore;
  readonly providerVoices: ProviderVoiceStore;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'createVoice' | 'walkVoices'>;
  readonly review: Omit<ReviewSchedule, 'maxWaitSeconds'>;
  readonly settings: Parts['settings'] & {
    /** Time from a claim until its attempt can no longer be sent: the function's time limit and a margin. */
    readonly claimSeconds: number;
    readonly maxCreateAttempts: number;
  };
}

/**
 * Brings a voice to the point where the provider has made it, or to the certainty that it will not be made.
 *
 * Every run enters here, and may enter at any time: each step is chosen from the record as it is. A record with the
 * provider's voice id is returned, and nothing is sent. While an attempt is in flight, its claimant may still be sending,
 * so the run waits. If the outcome is unknown, the voice is looked up by its name. It is adopted if it is found; if it
 * is proved absent, the next attempt follows under the next name. Otherwise a name is reserved, the attempt is claimed,
 * and the request is sent once. While creates are switched off, the run waits before the claim.
 *
 * @throws VoiceNotFoundError
 */
export async function createVoice(
  { voiceId, run }: { readonly voiceId: string; readonly run: number },
  dependencies: CreateVoiceDependencies,
): Promise<CreateVoiceOutput> {
  const { review, now } = dependencies;
  for (;;) {
    const record = await dependencies.voices.read(voiceId);
    if (!record) throw new VoiceNotFoundError(`no record of ${voiceId}`);
    const step = nextStep(record, run, dependencies.settings.maxCreateAttempts);
    const ended = await take(step, dependencies);
    if (!ended) continue;
    logOutcome(ended, record, dependencies.log);
    return withReview(ended, review, now());
  }
}

/** Writes a line with a metric if the result is the outcome of the voice. */
function logOutcome({ outcome, reason }: CreateVoiceResult, record: VoiceRecord, log: Log): void {
  const status = voiceOutcomeOf(outcome, record);
  if (status === null) return;
  const { family, scope } = record;
  const fields = { ...logSubject(record), family, scope, status, ...(reason && { code: reason.code }) };
  log.info('voice settled', fields, [measure('voices', 1, status)]);
}

/** Returns null while the voice has no outcome, such as during its review. */
function voiceOutcomeOf(outcome: CreateVoiceResult['outcome'], record: VoiceRecord): VoiceOutcome | null {
  switch (outcome) {
    case 'made':
      return statusOnceMade(record) === 'OK' ? 'OK' : null;
    case 'madeDeleted':
    case 'deletedUnmade':
      return 'DELETED';
    case 'failed':
      return 'FAILED';
    case 'unrecorded':
    case 'again':
    case 'ended':
      return null;
    default:
      return assertNever(outcome);
  }
}

/** @returns null where the record decides again */
async function take(step: Step, dependencies: CreateVoiceDependencies): Promise<CreateVoiceResult | null> {
  switch (step.kind) {
    case 'return':
      return step.result;
    case 'settlePreview':
      return made(await settlePendingPreview(step.record, dependencies));
    case 'reserveName':
      await reserveName(step.record, dependencies);
      return null;
    case 'reserveNextAttempt':
      await reserveNextAttempt(step.record, step.number, dependencies);
      return null;
    case 'send':
      return claimAndSend(step.record, step.number, dependencies);
    case 'awaitClaimant':
      return awaitClaimant(step.record, step.latest, dependencies);
    case 'findByName':
      return findByName(step.record, step.latest, dependencies);
    case 'giveUp':
      return giveUp(step.record, step.reason, dependencies);
    default:
      return assertNever(step);
  }
}

/** Waits until the claimant can no longer be sending, and then records the outcome as unknown. */
async function awaitClaimant(
  record: UncreatedVoice,
  { number, attempt }: NumberedAttempt,
  { attemptStore, now, settings }: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const claim = claimOf(record, number, attempt);
  const elapsedSeconds = (now().getTime() - claim.claimedAt.getTime()) / 1_000;
  const leftSeconds = settings.claimSeconds - elapsedSeconds;
  if (leftSeconds > 0) return result(record, { outcome: 'again', waitSeconds: Math.ceil(leftSeconds) });

  // If the claimant has written its outcome, the next run reads it.
  await ignoreLostRace(attemptStore.recordUnknown(claim, null, now()));
  return result(record, { outcome: 'again', waitSeconds: 1 });
}

async function findByName(
  record: UncreatedVoice,
  latest: NumberedAttempt,
  dependencies: CreateVoiceDependencies,
): Promise<CreateVoiceResult | null> {
  const found = await findByNameOrYield(record, latest, dependencies);
  switch (found.kind) {
    case 'adopted':
    case 'absent':
      return null;
    case 'again':
      return result(record, { outcome: 'again', waitSeconds: found.waitSeconds });
    case 'failed':
      return failed((await dependencies.voices.read(record.voiceId)) ?? record);
    default:
      return assertNever(found);
  }
}
