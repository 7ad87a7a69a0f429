import { type ReasonCode, undocumentedId } from '../shared/contract.ts';
import {
  type CreateOutcome,
  type CreateVoiceRequest,
  createRequestOf,
  type DashScopeClient,
  type DashScopeError,
  LANGUAGES,
  RESPONSE_FORMATS,
  type VoiceMade,
} from '../shared/dashscope/index.ts';
import { measure } from '../shared/metrics.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/provider/accounts.ts';
import { answerFields } from '../shared/provider/answer-fields.ts';
import type { AttemptStore, Claim } from '../shared/stores/attempts.ts';
import { ignoreLostRace, LostRaceError } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import type { UncreatedVoice } from '../shared/voice/record.ts';
import { surprisesIn, unreadableAnswer, withWarnings } from './answer-warnings.ts';
import { reasonOf, refusalCode } from './reasons.ts';
import { type StorePreviewDependencies, storePreview } from './store-preview.ts';

export interface SendDependencies extends StorePreviewDependencies {
  readonly voices: VoiceStore;
  readonly attemptStore: AttemptStore;
  readonly providerVoices: Pick<ProviderVoiceStore, 'assign'>;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'createVoice'>;
  readonly now: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
}

export type SendResult =
  | { readonly kind: 'made' }
  | { readonly kind: 'unrecorded'; readonly providerVoiceId: string }
  | { readonly kind: 'again'; readonly waitSeconds: number }
  /** The outcome is not known: the voice must be searched for. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed' };

/** A claim is sent within this time or not at all, so that a paused process does not send late. */
const sendWindowMs = 10_000;

/** Maximum number of resends of a request that was certainly not done: 20 waits of at most 120 s, up to 36 minutes. */
const releasesAllowed = 20;

/**
 * Sends the request of a claimed attempt once, at its slot and with the account of the claim, and records the outcome under
 * the claim. The voice id is recorded before the audio is stored.
 */
export async function sendClaimed(
  record: UncreatedVoice,
  claim: Claim,
  { account, slotAt }: { readonly account: ProviderAccount; readonly slotAt: number },
  dependencies: SendDependencies,
): Promise<SendResult> {
  const sendBefore = claim.claimedAt.getTime() + sendWindowMs;
  const subject = { ...logSubject(record), attempt: claim.attempt };
  const options = { sendBefore, slotAt, subject };
  const sent = await dependencies.clientOf(account).createVoice(requestOf(record, claim), options);
  return settle(sent, record, claim, account, dependencies);
}

/** True if the provider secret holds another account by now. A secret that cannot be read counts as changed. */
async function isRotated(
  { scope, voiceId }: UncreatedVoice,
  account: ProviderAccount,
  { accounts, log }: SendDependencies,
): Promise<boolean> {
  try {
    return (await accounts.reread(scope, account)) !== null;
  } catch (error) {
    log.error('the provider secret could not be read again', { voiceId, scope, error: String(error) });
    return true;
  }
}

function requestOf(record: UncreatedVoice, claim: Claim): CreateVoiceRequest {
  const name = record.attempts[String(claim.attempt)]?.name ?? '';
  const language = LANGUAGES.find((known) => known === record.language);
  return createRequestOf(record.family, {
    name,
    targetModel: record.targetModel,
    voicePrompt: record.voicePrompt,
    previewText: record.previewText,
    sampleRate: record.sampleRate,
    responseFormat: RESPONSE_FORMATS.find((format) => format === record.responseFormat),
    language,
  });
}

async function settle(
  sent: CreateOutcome,
  record: UncreatedVoice,
  claim: Claim,
  account: ProviderAccount,
  dependencies: SendDependencies,
): Promise<SendResult> {
  const { attemptStore, now } = dependencies;
  const recordRefusal = async (reason: Parameters<AttemptStore['recordRefused']>[1]) => {
    const requestId = sent.kind === 'made' ? sent.requestId : sent.error.requestId;
    await attemptStore.recordRefused(claim, reason, requestId, now());
    return { kind: 'failed' } as const;
  };
  switch (sent.kind) {
    case 'made':
      return recordMade({ ...sent, keyId: account.keyId }, record, claim, dependencies);
    case 'refused':
      return recordRefusal(reasonOf(refusalCode(sent.error), sent.error));
    case 'unauthorized':
      // A refused key has certainly made nothing. The new key may belong to another account, so it needs a new claim.
      if (await isRotated(record, account, dependencies))
        return releaseForRetry({ ...sent, code: 'provider_unauthorized' }, record, claim, dependencies);
      return recordRefusal(reasonOf('provider_unauthorized', sent.error));
    case 'unknown':
      return recordUnknown(sent.error, record, claim, dependencies);
    case 'notDone': {
      const code = sent.cause === 'throttled' ? 'provider_throttled' : 'provider_unreachable';
      return releaseForRetry({ ...sent, code }, record, claim, dependencies);
    }
    default:
      return assertNever(sent);
  }
}

async function recordUnknown(
  error: DashScopeError,
  record: UncreatedVoice,
  claim: Claim,
  { attemptStore, now, log }: SendDependencies,
): Promise<SendResult> {
  const warning = unreadableAnswer(error);
  if (warning) {
    const { voiceId } = record;
    log.error('an answer to a create left its outcome unknown', {
      voiceId,
      code: warning.code,
      ...answerFields(error),
    });
  }
  const warnings = withWarnings(record, warning ? [warning] : []);
  await attemptStore.recordUnknown(claim, error.requestId, now(), warnings);
  return { kind: 'unknown' };
}

/** Releases an attempt that certainly did nothing. It is sent again under the same name after a wait with full jitter. */
async function releaseForRetry(
  sent: {
    readonly error: DashScopeError;
    readonly retryAfterMs?: number | null;
    /** The reason to record after too many releases. */
    readonly code: ReasonCode;
  },
  record: UncreatedVoice,
  claim: Claim,
  { voices, attemptStore, now, random }: SendDependencies,
): Promise<SendResult> {
  await attemptStore.release(claim, now());
  const releases = (record.attempts[String(claim.attempt)]?.releases ?? 0) + 1;
  if (releases > releasesAllowed) {
    await voices.recordReason(record, reasonOf(sent.code, sent.error), now());
    return { kind: 'failed' };
  }
  const longest = Math.min(5 * 2 ** (releases - 1), 120);
  const requestedSeconds = (sent.retryAfterMs ?? 0) / 1_000;
  return { kind: 'again', waitSeconds: Math.ceil(Math.max(1, requestedSeconds, random() * longest)) };
}

async function recordMade(
  made: VoiceMade & { readonly keyId: string },
  record: UncreatedVoice,
  claim: Claim,
  dependencies: SendDependencies,
): Promise<SendResult> {
  const { voices, attemptStore, providerVoices, now, log } = dependencies;
  const { providerVoiceId } = made;
  const surprises = surprisesIn(made, record);
  const { voiceId, family, scope } = record;
  for (const { code, message } of surprises) {
    const measurements = code === undocumentedId ? [measure('undocumentedIds', 1)] : [];
    log.error(message, { voiceId, family, scope, providerVoiceId, code }, measurements);
  }
  const warnings = withWarnings(record, surprises);
  try {
    await attemptStore.recordMade(claim, { ...made, ...(warnings && { warnings }) }, now());
  } catch (error) {
    if (error instanceof LostRaceError && (await keepAsExtra(made, claim, dependencies)))
      return { kind: 'made' };
    log.error('the voice id could not be written; the workflow writes it', {
      voiceId: record.voiceId,
      error: String(error),
    });
    return { kind: 'unrecorded', providerVoiceId };
  }
  await providerVoices.assign(providerVoiceId, record.voiceId);
  const stored = await storePreview(made.preview, record, claim, dependencies);
  if (!stored) return { kind: 'made' };
  await ignoreLostRace(voices.recordPreview(record.voiceId, providerVoiceId, stored, now()));
  return { kind: 'made' };
}

/**
 * Records this voice as an extra voice of the attempt if the record adopted another one meanwhile. Reconciliation removes
 * extra voices.
 *
 * @returns true if the record has another voice
 */
async function keepAsExtra(
  { providerVoiceId }: VoiceMade,
  { voiceId, attempt }: Claim,
  { voices, attemptStore, log }: SendDependencies,
): Promise<boolean> {
  const current = await voices.read(voiceId);
  if (!current?.providerVoiceId || current.providerVoiceId === providerVoiceId) return false;
  log.error('the provider made a second voice; it is kept as an extra one', { voiceId, attempt });
  // Reconciliation may have recorded it already.
  await ignoreLostRace(attemptStore.recordExtraVoice(voiceId, String(attempt), providerVoiceId));
  return true;
}
