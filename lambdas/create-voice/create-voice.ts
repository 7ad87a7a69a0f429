import { errorNames, type Status, type CreateOutcome as WorkflowOutcome } from '../shared/contract.ts';
import type { DashScopeClient } from '../shared/dashscope/index.ts';
import type { SwitchStore } from '../shared/records/switches.ts';
import { type Claim, LostRaceError, type VoiceStore } from '../shared/records/voice-store.ts';
import { withoutPendingPreview } from '../shared/records/without-pending-preview.ts';
import type { ProviderAccount } from '../shared/runtime/provider-accounts.ts';
import { assertNever } from '../shared/voice/assert-never.ts';
import { providerName } from '../shared/voice/ids.ts';
import { latestAttempt, type UnmadeVoice, type VoiceRecord } from '../shared/voice/record.ts';
import { type PublicView, publicView } from '../shared/voice/view.ts';
import { type LookUpDependencies, lookUpOrYield } from './look-up.ts';
import { outcomeAbsent, outcomeUnknown } from './reasons.ts';
import { type SendDependencies, type SendResult, sendClaimed } from './send-claimed.ts';

/** There is no record of this id: the execution was started by hand. The workflow matches this error's name. */
export class VoiceNotFoundError extends Error {
  override readonly name = errorNames.voiceNotFound;
}

/** What the workflow goes on from. */
export interface CreateVoiceResult {
  readonly voiceId: string;
  readonly run: number;
  /** Failures without an answer in a row: none, since this is an answer. */
  readonly interruptions: 0;
  readonly outcome: WorkflowOutcome;
  /** Whole seconds before the function is entered again; only with `again`. */
  readonly waitSeconds: number;
  /** Why, without the provider's message; only with `failed`. */
  readonly reason: PublicView['reason'];
  /** What could not be written; only with `unrecorded`. */
  readonly unrecorded: {
    readonly attempt: string;
    readonly claimId: string;
    readonly providerVoiceId: string;
  } | null;
  /** What the workflow writes of a deletion that was asked for meanwhile. */
  readonly deletion: { readonly purgeAt: string; readonly statusBeforeDelete: Status } | null;
  readonly voice: PublicView;
}

export interface CreateVoiceDependencies
  extends SendDependencies,
    Omit<LookUpDependencies, 'voices' | 'settings'> {
  readonly voices: VoiceStore;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'createVoice' | 'walkVoices'>;
  readonly switches: SwitchStore;
  readonly newClaimId: () => string;
  readonly settings: LookUpDependencies['settings'] & {
    /** After its claim an attempt may be sent by whoever holds it: the function's time limit, and a margin. */
    readonly claimSeconds: number;
    readonly maxCreateAttempts: number;
  };
}

/** After an answer that tells nothing: a voice that was made is mostly in the list by then. */
const firstLookSeconds = 5;

/** Between two looks at whether creates have been switched on again: an execution's history has room for a day of them. */
const switchedOffSeconds = 120;

/**
 * Brings a voice to the point where the provider has made it, or to the certainty that it goes no further.
 *
 * The entry of every run, and safe to enter at any time: it first reads the record. A voice id is there: returned,
 * nothing is sent. An attempt is in flight: somebody may still be sending, so it waits. Its outcome is unknown: the
 * voice is looked for by its name, and adopted; proved absent, the next attempt follows under the next name. Otherwise
 * a name is reserved, the attempt claimed, and the request sent once; or, while creates are switched off, it waits.
 *
 * @throws VoiceNotFoundError
 */
export async function createVoice(
  { voiceId, run }: { readonly voiceId: string; readonly run: number },
  dependencies: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const { voices } = dependencies;
  const record = await voices.read(voiceId);
  if (!record) throw new VoiceNotFoundError(`no record of ${voiceId}`);
  if (record.run !== run) return result(record, { outcome: 'ended' });

  switch (record.status) {
    case 'DEPLOYING':
      return result(record, { outcome: 'made' });
    case 'OK':
    case 'UNDEPLOYED':
    case 'FAILED':
    case 'TIMED_OUT':
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      return result(record, { outcome: 'ended' });
    case 'REQUESTED':
    case 'CREATING':
      break;
    default:
      return assertNever(record);
  }
  if (record.providerVoiceId) return made(await withoutPendingPreview(record, voices));
  if (record.deleteRequested && latestAttempt(record)?.attempt.state === 'RESERVED')
    return deletedUnmade(record);

  const latest = latestAttempt(record);
  if (!latest) {
    await reserve(record, dependencies);
    return createVoice({ voiceId, run }, dependencies);
  }
  switch (latest.attempt.state) {
    case 'RESERVED':
      return record.reason ? failed(record) : claimAndSend(record, latest.number, dependencies);
    case 'IN_FLIGHT':
      return awaitHolder(record, latest, dependencies);
    case 'UNKNOWN':
      return record.reason ? failed(record) : lookFor(record, latest, dependencies);
    case 'ABSENT':
      if (record.reason) return failed(record);
      if (record.deleteRequested) return deletedUnmade(record);
      if (latest.number >= dependencies.settings.maxCreateAttempts) return giveUp(record, dependencies);
      await reserveNext(record, latest.number + 1, dependencies);
      return createVoice({ voiceId, run }, dependencies);
    case 'MADE':
    case 'REFUSED':
      return failed(record);
    default:
      return assertNever(latest.attempt.state);
  }
}

async function reserve(
  record: VoiceRecord,
  { voices, settings, newToken }: CreateVoiceDependencies,
): Promise<void> {
  for (;;) {
    const token = newToken();
    try {
      await voices.reserveToken(token, record.voiceId);
    } catch (error) {
      // Another voice of this deployment has the token: one in ten thousand million, drawn again.
      if (error instanceof LostRaceError) continue;
      throw error;
    }
    try {
      await voices.reserveAttempt(record, token, providerName(settings.nameSpace, token, 1));
    } catch (error) {
      // A second invocation has reserved meanwhile; its reservation is as good.
      if (!(error instanceof LostRaceError)) throw error;
    }
    return;
  }
}

async function claimAndSend(
  record: UnmadeVoice,
  attempt: number,
  dependencies: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const { voices, switches, now, newClaimId } = dependencies;
  if (!(await switches.read()).creates) {
    return result(record, { outcome: 'again', waitSeconds: switchedOffSeconds });
  }
  const { voiceId, run } = record;
  const claim: Claim = { voiceId, run, attempt, claimId: newClaimId(), claimedAt: now() };
  const sent = await sendClaimed(record, claim, () => take(claim, voices), dependencies);
  const standing = (await voices.read(voiceId)) ?? record;
  return resultOf(sent, standing, claim);
}

/** @returns whether the claim is ours: also when the write was made and only its answer was lost */
async function take(claim: Claim, voices: VoiceStore): Promise<boolean> {
  try {
    await voices.claim(claim);
    return true;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    const standing = await voices.read(claim.voiceId);
    return standing?.attempts[String(claim.attempt)]?.claimId === claim.claimId;
  }
}

function resultOf(sent: SendResult, record: VoiceRecord, claim: Claim): CreateVoiceResult {
  switch (sent.kind) {
    case 'made':
      return made(record);
    case 'unrecorded':
      return result(record, {
        outcome: 'unrecorded',
        unrecorded: {
          attempt: String(claim.attempt),
          claimId: claim.claimId,
          providerVoiceId: sent.providerVoiceId,
        },
      });
    case 'again':
      return result(record, { outcome: 'again', waitSeconds: sent.waitSeconds });
    case 'unknown':
      return result(record, { outcome: 'again', waitSeconds: firstLookSeconds });
    case 'failed':
      return failed(record);
    default:
      return assertNever(sent);
  }
}

/** Somebody has claimed the attempt. Until its time is over it may still be sending; after that, nobody knows. */
async function awaitHolder(
  record: VoiceRecord,
  { number, attempt }: NonNullable<ReturnType<typeof latestAttempt>>,
  { voices, now, settings }: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const { voiceId, run } = record;
  const claimedAt = new Date(attempt.claimedAt ?? record.updatedAt);
  const elapsedSeconds = (now().getTime() - claimedAt.getTime()) / 1_000;
  const leftSeconds = settings.claimSeconds - elapsedSeconds;
  if (leftSeconds > 0) return result(record, { outcome: 'again', waitSeconds: Math.ceil(leftSeconds) });

  const claim: Claim = { voiceId, run, attempt: number, claimId: attempt.claimId ?? '', claimedAt };
  try {
    await voices.recordUnknown(claim, null, now());
  } catch (error) {
    // The holder has come back after all: what it has written is read.
    if (!(error instanceof LostRaceError)) throw error;
  }
  return result(record, { outcome: 'again', waitSeconds: 1 });
}

async function lookFor(
  record: UnmadeVoice,
  latest: NonNullable<ReturnType<typeof latestAttempt>>,
  dependencies: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const { voiceId, run } = record;
  const looked = await lookUpOrYield(record, latest, dependencies);
  switch (looked.kind) {
    case 'adopted':
    case 'absent':
      return createVoice({ voiceId, run }, dependencies);
    case 'again':
      return result(record, { outcome: 'again', waitSeconds: looked.waitSeconds });
    case 'failed':
      return failed((await dependencies.voices.read(voiceId)) ?? record);
    default:
      return assertNever(looked);
  }
}

/** No attempt has made the voice, and there is to be no other. */
async function giveUp(
  record: UnmadeVoice,
  { voices, now }: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  try {
    await voices.noteReason(record, outcomeAbsent, now());
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // Somebody else has moved the record on: it is read again.
    return result(record, { outcome: 'again', waitSeconds: 1 });
  }
  return failed({ ...record, reason: outcomeAbsent });
}

async function reserveNext(
  record: UnmadeVoice,
  number: number,
  { voices, settings }: CreateVoiceDependencies,
): Promise<void> {
  try {
    await voices.reserveNextAttempt(
      record,
      number,
      providerName(settings.nameSpace, record.nameToken ?? '', number),
    );
  } catch (error) {
    // A second invocation has reserved meanwhile; its reservation is as good.
    if (!(error instanceof LostRaceError)) throw error;
  }
}

/** Made; and straight on to `DELETED` where somebody has asked for that meanwhile. */
function made(record: VoiceRecord): CreateVoiceResult {
  const deletion = deletionOf(record, record.family === 'qwen' ? 'OK' : 'DEPLOYING');
  return result(record, { outcome: deletion ? 'madeDeleted' : 'made', deletion });
}

/** Nothing was sent, or what was sent was certainly not done; no claim is possible any more. */
function deletedUnmade(record: VoiceRecord): CreateVoiceResult {
  return result(record, { outcome: 'deletedUnmade', deletion: deletionOf(record, 'REQUESTED') });
}

function deletionOf(record: VoiceRecord, statusBeforeDelete: Status): CreateVoiceResult['deletion'] {
  if (record.status !== 'CREATING' || !record.deleteRequested) return null;
  return { purgeAt: record.deleteRequested.purgeAt, statusBeforeDelete };
}

function failed(record: VoiceRecord): CreateVoiceResult {
  const { code, providerCode } = record.reason ?? outcomeUnknown;
  return result(record, { outcome: 'failed', reason: { code, ...(providerCode && { providerCode }) } });
}

function result(
  record: VoiceRecord,
  told: Pick<CreateVoiceResult, 'outcome'> & Partial<CreateVoiceResult>,
): CreateVoiceResult {
  return {
    voiceId: record.voiceId,
    run: record.run,
    interruptions: 0,
    waitSeconds: 1,
    reason: null,
    unrecorded: null,
    deletion: null,
    voice: publicView(record),
    ...told,
  };
}
