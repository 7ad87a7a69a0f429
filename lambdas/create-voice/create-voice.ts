import { settlePendingPreview } from '../shared/actions/settle-pending-preview.ts';
import { errorNames } from '../shared/contract.ts';
import { type DashScopeClient, providerSecondsOf } from '../shared/dashscope/index.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import { type ProviderAccount, ProviderSecretError } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { AttemptStore, Claim } from '../shared/stores/attempts.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { providerName } from '../shared/voice/ids.ts';
import { latestAttempt, type Reason, type UnmadeVoice, type VoiceRecord } from '../shared/voice/record.ts';
import { type CreateVoiceResult, deletedUnmade, failed, made, result } from './create-voice-result.ts';
import { type LookUpDependencies, lookUpOrYield } from './look-up.ts';
import { outcomeAbsent } from './reasons.ts';
import { type SendDependencies, type SendResult, sendClaimed } from './send-claimed.ts';

/** There is no record of this id: the execution was started by hand. The workflow matches this error's name. */
export class VoiceNotFoundError extends Error {
  override readonly name = errorNames.voiceNotFound;
}

export interface CreateVoiceDependencies
  extends SendDependencies,
    Omit<LookUpDependencies, 'voices' | 'attemptStore' | 'providerVoices' | 'settings' | 'accountStore'> {
  readonly accountStore: Pick<AccountStore, 'read' | 'ensureRecorded'>;
  readonly voices: VoiceStore;
  readonly attemptStore: AttemptStore;
  readonly providerVoices: ProviderVoiceStore;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'createVoice' | 'walkVoices'>;
  readonly switches: SwitchStore;
  readonly newClaimId: () => string;
  readonly settings: LookUpDependencies['settings'] & {
    /** After its claim an attempt may be sent by whoever holds it: the function's time limit, and a margin. */
    readonly claimSeconds: number;
    readonly maxCreateAttempts: number;
    /** Seconds that a provider on this machine may work on a request; the other hosts document theirs. */
    readonly loopbackProviderSeconds: number;
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
  if (record.providerVoiceId) return made(await settlePendingPreview(record, dependencies));
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
      if (latest.number >= dependencies.settings.maxCreateAttempts)
        return giveUp(record, outcomeAbsent, dependencies);
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
  { attemptStore, providerVoices, settings, newToken }: CreateVoiceDependencies,
): Promise<void> {
  for (;;) {
    const token = newToken();
    try {
      await providerVoices.reserveToken(token, record.voiceId);
    } catch (error) {
      // Another voice of this deployment has the token: one in ten thousand million, drawn again.
      if (error instanceof LostRaceError) continue;
      throw error;
    }
    try {
      await attemptStore.reserveAttempt(record, token, providerName(settings.nameSpace, token, 1));
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
  const { voices, switches, accountStore, now, newClaimId } = dependencies;
  if (!(await switches.read()).creates) {
    return result(record, { outcome: 'again', waitSeconds: switchedOffSeconds });
  }
  const account = await accountOf(record, dependencies);
  if ('code' in account) return giveUp(record, account, dependencies);
  const { voiceId, run } = record;
  await accountStore.ensureRecorded(record.scope, account.keyId, now());
  const claim: Claim = { voiceId, run, attempt, claimId: newClaimId(), claimedAt: now() };
  // Another invocation has the claim, and sends.
  if (!(await take(claim, account, dependencies)))
    return result(record, { outcome: 'again', waitSeconds: 1 });
  const sent = await sendClaimed(record, claim, account, dependencies);
  const standing = (await voices.read(voiceId)) ?? record;
  return resultOf(sent, standing, claim, account);
}

/** The account that the attempt is claimed for and sent with, or why there is none. */
async function accountOf(
  { scope }: VoiceRecord,
  { accounts }: CreateVoiceDependencies,
): Promise<ProviderAccount | Reason> {
  try {
    return await accounts.account(scope);
  } catch (error) {
    if (!(error instanceof ProviderSecretError)) throw error;
    return { code: 'scope_not_configured', message: error.message };
  }
}

/** @returns whether the claim is ours: also when the write was made and only its answer was lost */
async function take(
  claim: Claim,
  { keyId, endpoint }: ProviderAccount,
  { voices, attemptStore, settings }: CreateVoiceDependencies,
): Promise<boolean> {
  const providerSeconds = providerSecondsOf(endpoint, settings.loopbackProviderSeconds);
  try {
    await attemptStore.claim(claim, { keyId, host: endpoint.host, providerSeconds });
    return true;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    const standing = await voices.read(claim.voiceId);
    return standing?.attempts[String(claim.attempt)]?.claimId === claim.claimId;
  }
}

function resultOf(
  sent: SendResult,
  record: VoiceRecord,
  claim: Claim,
  { keyId }: ProviderAccount,
): CreateVoiceResult {
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
          keyId,
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
  { attemptStore, now, settings }: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  const { voiceId, run } = record;
  const claimedAt = new Date(attempt.claimedAt ?? record.updatedAt);
  const elapsedSeconds = (now().getTime() - claimedAt.getTime()) / 1_000;
  const leftSeconds = settings.claimSeconds - elapsedSeconds;
  if (leftSeconds > 0) return result(record, { outcome: 'again', waitSeconds: Math.ceil(leftSeconds) });

  const claim: Claim = { voiceId, run, attempt: number, claimId: attempt.claimId ?? '', claimedAt };
  try {
    await attemptStore.recordUnknown(claim, null, now());
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

/** Records why there is to be no voice. Nothing that was sent has made one. */
async function giveUp(
  record: UnmadeVoice,
  reason: Reason,
  { voices, now }: CreateVoiceDependencies,
): Promise<CreateVoiceResult> {
  try {
    await voices.recordReason(record, reason, now());
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // Another invocation has moved the record on: it is read again.
    return result(record, { outcome: 'again', waitSeconds: 1 });
  }
  return failed({ ...record, reason });
}

async function reserveNext(
  record: UnmadeVoice,
  number: number,
  { attemptStore, settings }: CreateVoiceDependencies,
): Promise<void> {
  try {
    await attemptStore.reserveNextAttempt(
      record,
      number,
      providerName(settings.nameSpace, record.nameToken ?? '', number),
    );
  } catch (error) {
    // A second invocation has reserved meanwhile; its reservation is as good.
    if (!(error instanceof LostRaceError)) throw error;
  }
}
