import {
  type CreateOutcome,
  type CreateVoiceRequest,
  type DashScopeClient,
  type Preview as DecodedPreview,
  LANGUAGES,
  RESPONSE_FORMATS,
  type VoiceMade,
} from '../shared/dashscope/index.ts';
import { type PreviewStore, previewKeyOf } from '../shared/previews/preview-store.ts';
import { type Claim, LostRaceError, type VoiceStore } from '../shared/records/voice-store.ts';
import type { Log } from '../shared/runtime/log.ts';
import {
  type ProviderAccount,
  type ProviderAccounts,
  ScopeNotConfiguredError,
} from '../shared/runtime/provider-accounts.ts';
import { assertNever } from '../shared/voice/assert-never.ts';
import type { Preview, UnmadeVoice } from '../shared/voice/record.ts';
import { reasonOf, refusalCode } from './reasons.ts';

export interface SendDependencies {
  readonly voices: VoiceStore;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'createVoice'>;
  readonly previews: PreviewStore;
  readonly now: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly newToken: () => string;
  readonly log: Log;
}

export type SendResult =
  | { readonly kind: 'made' }
  | { readonly kind: 'unrecorded'; readonly providerVoiceId: string }
  | { readonly kind: 'again'; readonly waitSeconds: number }
  /** Nobody knows whether the voice was made: it has to be looked for. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'failed' };

/** A claim is sent within this time or not at all: a paused process must not send late. */
const sendWindowMs = 10_000;

/** How often a request that was certainly not done is sent again: 20 waits of at most 120 s, up to 36 minutes. */
const releasesAllowed = 20;

/**
 * Sends the request of a claimed attempt once, and records what came of it under the claim: the voice's id first, the
 * audio after it.
 */
export async function sendClaimed(
  record: UnmadeVoice,
  claim: Claim,
  takeClaim: () => Promise<boolean>,
  dependencies: SendDependencies,
): Promise<SendResult> {
  const { accounts, voices, now, log } = dependencies;
  let account: ProviderAccount;
  try {
    account = await accounts.account(record.scope);
  } catch (error) {
    if (!(error instanceof ScopeNotConfiguredError)) throw error;
    await voices.noteReason(record, { code: 'scope_not_configured', message: error.message }, now());
    return { kind: 'failed' };
  }
  // The claim was lost: whoever has it sends, and the record tells how that goes on.
  if (!(await takeClaim())) return { kind: 'again', waitSeconds: 1 };

  let sent = await send(account, record, claim, dependencies);
  if (sent.kind === 'unauthorized') {
    // The key may have been rotated. A 401 has certainly made nothing, so the same name may be sent with the new key.
    const rotated = await accounts.reread(record.scope, account);
    if (rotated) sent = await send(rotated, record, claim, dependencies);
  }
  log.info('create answered', logged(record, claim, sent));
  return settle(sent, record, claim, dependencies);
}

function send(
  account: ProviderAccount,
  record: UnmadeVoice,
  claim: Claim,
  { clientOf }: SendDependencies,
): Promise<CreateOutcome> {
  const sendBefore = claim.claimedAt.getTime() + sendWindowMs;
  return clientOf(account).createVoice(requestOf(record, claim), { sendBefore });
}

function requestOf(record: UnmadeVoice, claim: Claim): CreateVoiceRequest {
  const name = record.attempts[String(claim.attempt)]?.name ?? '';
  const language = LANGUAGES.find((known) => known === record.language);
  const fields = {
    targetModel: record.targetModel,
    voicePrompt: record.voicePrompt,
    previewText: record.previewText,
    sampleRate: record.sampleRate,
    responseFormat: RESPONSE_FORMATS.find((format) => format === record.responseFormat),
  };
  switch (record.family) {
    case 'cosyvoice':
      return { ...fields, family: 'cosyvoice', prefix: name, ...(language && { languageHints: [language] }) };
    case 'qwen':
      return { ...fields, family: 'qwen', preferredName: name, ...(language && { language }) };
    default:
      return assertNever(record.family);
  }
}

async function settle(
  sent: CreateOutcome,
  record: UnmadeVoice,
  claim: Claim,
  dependencies: SendDependencies,
): Promise<SendResult> {
  const { voices, now } = dependencies;
  const notMade = async (reason: Parameters<VoiceStore['recordNotMade']>[2]) => {
    const requestId = sent.kind === 'made' ? sent.requestId : sent.error.requestId;
    await voices.recordNotMade(claim, 'REFUSED', reason, requestId, now());
    return { kind: 'failed' } as const;
  };
  switch (sent.kind) {
    case 'made':
      return recordMade(sent, record, claim, dependencies);
    case 'refused':
      return notMade(reasonOf(refusalCode(sent.error), sent.error));
    case 'unauthorized':
      return notMade(reasonOf('provider_unauthorized', sent.error));
    case 'unknown':
      await voices.recordUnknown(claim, sent.error.requestId, now());
      return { kind: 'unknown' };
    case 'notDone':
      return giveBack(sent, record, claim, dependencies);
    default:
      return assertNever(sent);
  }
}

/** Certainly not done: the attempt goes back, to be sent under the same name after a wait with full jitter. */
async function giveBack(
  sent: Extract<CreateOutcome, { kind: 'notDone' }>,
  record: UnmadeVoice,
  claim: Claim,
  { voices, now, random }: SendDependencies,
): Promise<SendResult> {
  await voices.release(claim, now());
  const releases = (record.attempts[String(claim.attempt)]?.releases ?? 0) + 1;
  if (releases > releasesAllowed) {
    const code = sent.cause === 'throttled' ? 'provider_throttled' : 'provider_unreachable';
    await voices.noteReason(record, reasonOf(code, sent.error), now());
    return { kind: 'failed' };
  }
  const longest = Math.min(5 * 2 ** (releases - 1), 120);
  const asked = (sent.retryAfterMs ?? 0) / 1_000;
  return { kind: 'again', waitSeconds: Math.ceil(Math.max(1, asked, random() * longest)) };
}

async function recordMade(
  made: VoiceMade,
  record: UnmadeVoice,
  claim: Claim,
  dependencies: SendDependencies,
): Promise<SendResult> {
  const { voices, now, log } = dependencies;
  const { providerVoiceId } = made;
  try {
    await voices.recordMade(claim, made, now());
  } catch (error) {
    if (error instanceof LostRaceError && (await keepAsExtra(made, claim, dependencies)))
      return { kind: 'made' };
    log.error('the voice id could not be written; the workflow writes it', {
      voiceId: record.voiceId,
      error: String(error),
    });
    return { kind: 'unrecorded', providerVoiceId };
  }
  await voices.pointFromProvider(providerVoiceId, record.voiceId);
  const { preview, key } = await storePreview(made.preview, record, claim, dependencies);
  try {
    await voices.recordPreview(record.voiceId, providerVoiceId, preview, key);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
  }
  return { kind: 'made' };
}

/**
 * Another voice was adopted while this one was awaited: the record keeps that one, and this one is noted on the attempt,
 * for reconciliation to remove.
 *
 * @returns whether it was so
 */
async function keepAsExtra(
  { providerVoiceId }: VoiceMade,
  { voiceId, attempt }: Claim,
  { voices, log }: SendDependencies,
): Promise<boolean> {
  const standing = await voices.read(voiceId);
  if (!standing?.providerVoiceId || standing.providerVoiceId === providerVoiceId) return false;
  log.error('the provider made a second voice; it is kept as an extra one', { voiceId, attempt });
  try {
    await voices.noteExtraVoice(voiceId, String(attempt), providerVoiceId);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // Reconciliation has seen it first.
  }
  return true;
}

async function storePreview(
  decoded: DecodedPreview,
  record: UnmadeVoice,
  claim: Claim,
  { previews, log }: SendDependencies,
): Promise<{ preview: Preview; key: string | null }> {
  if (decoded.kind === 'invalid') {
    log.error('the preview is not the audio it claims to be', {
      voiceId: record.voiceId,
      code: decoded.reason,
    });
    return { preview: { missing: 'invalid' }, key: null };
  }
  const { bytes, mediaType, sampleRate, durationSeconds } = decoded;
  const extension = decoded.responseFormat;
  const key = previewKeyOf(record.voiceId, claim.attempt, extension);
  try {
    await previews.put(key, { bytes, mediaType, fileName: `${record.voiceId}.${extension}` });
  } catch (error) {
    log.error('the preview could not be stored', { voiceId: record.voiceId, error: String(error) });
    return { preview: { missing: 'lost' }, key: null };
  }
  const { language } = record;
  return { preview: { mediaType, sampleRate, bytes: bytes.length, durationSeconds, language }, key };
}

function logged(record: UnmadeVoice, claim: Claim, sent: CreateOutcome): Parameters<Log['info']>[1] {
  const { voiceId, run, family, scope } = record;
  const base = { voiceId, run, attempt: claim.attempt, family, scope, outcome: sent.kind };
  if (sent.kind === 'made') return { ...base, ...(sent.requestId && { providerRequestId: sent.requestId }) };
  const { requestId, providerCode, httpStatus } = sent.error;
  return {
    ...base,
    ...(requestId && { providerRequestId: requestId }),
    ...(providerCode && { providerCode }),
    ...(httpStatus && { httpStatus }),
  };
}
