import { providerSecondsOf } from '../shared/dashscope/index.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import { type ProviderAccount, ProviderSecretError } from '../shared/provider/accounts.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import type { Claim } from '../shared/stores/attempts.ts';
import { wins } from '../shared/stores/items.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { Reason, UncreatedVoice, VoiceRecord } from '../shared/voice/record.ts';
import { type CreateVoiceResult, failed, made, result } from './create-voice-result.ts';
import { giveUp } from './give-up.ts';
import { type SendDependencies, type SendResult, sendClaimed } from './send-claimed.ts';
import { type SlotDependencies, takeSlot } from './take-slot.ts';

export interface ClaimAndSendDependencies extends SendDependencies, SlotDependencies {
  readonly attemptStore: SendDependencies['attemptStore'];
  readonly accountStore: Pick<AccountStore, 'ensureRecorded'>;
  readonly switches: SwitchStore;
  readonly newClaimId: () => string;
  /** `loopbackProviderSeconds` is the time that a provider on this machine may work on a request. Other hosts document it. */
  readonly settings: SlotDependencies['settings'] & { readonly loopbackProviderSeconds: number };
}

/** The wait before the first search for a voice with an unknown outcome. A created voice is usually listed by then. */
const firstSearchSeconds = 5;

/** The wait between two reads of the switch while creates are off. An execution's history has room for a day of them. */
const switchedOffSeconds = 120;

/**
 * Claims a reserved attempt and sends its request once, at its slot in the provider account's rate, unless creates are
 * switched off or the claim is lost. The slot is taken before the claim, so that an attempt that has to wait is not claimed.
 */
export async function claimAndSend(
  record: UncreatedVoice,
  attempt: number,
  dependencies: ClaimAndSendDependencies,
): Promise<CreateVoiceResult> {
  const { voices, switches, accountStore, now, newClaimId } = dependencies;
  if (!(await switches.read()).creates) {
    return result(record, { outcome: 'again', waitSeconds: switchedOffSeconds });
  }
  const account = await accountOf(record, dependencies);
  if ('code' in account) return giveUp(record, account, dependencies);
  const { voiceId, run } = record;
  await accountStore.ensureRecorded(record.scope, account.keyId, now());
  const slot = await takeSlot(record, attempt, dependencies);
  if (slot.kind === 'wait') return result(record, { outcome: 'again', waitSeconds: slot.waitSeconds });
  const claim: Claim = { voiceId, run, attempt, claimId: newClaimId(), claimedAt: now() };
  // Another invocation has the claim, and sends.
  if (!(await isClaimed(claim, account, dependencies)))
    return result(record, { outcome: 'again', waitSeconds: 1 });
  const sent = await sendClaimed(record, claim, { account, slotAt: slot.startsAt }, dependencies);
  const current = (await voices.read(voiceId)) ?? record;
  return resultOf(sent, current, claim, account);
}

/** The account that the attempt is claimed for and sent with, or the reason why the scope has none. */
async function accountOf(
  { scope }: VoiceRecord,
  { accounts }: Pick<SendDependencies, 'accounts'>,
): Promise<ProviderAccount | Reason> {
  try {
    return await accounts.account(scope);
  } catch (error) {
    if (!(error instanceof ProviderSecretError)) throw error;
    return { code: 'scope_not_configured', message: error.message };
  }
}

/** @returns true if this invocation holds the claim, even if the answer to its write was lost */
async function isClaimed(
  claim: Claim,
  { keyId, endpoint }: ProviderAccount,
  { voices, attemptStore, settings }: ClaimAndSendDependencies,
): Promise<boolean> {
  const providerSeconds = providerSecondsOf(endpoint, settings.loopbackProviderSeconds);
  if (await wins(attemptStore.claim(claim, { keyId, host: endpoint.host, providerSeconds }))) return true;
  const current = await voices.read(claim.voiceId);
  return current?.attempts[String(claim.attempt)]?.claimId === claim.claimId;
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
      return result(record, { outcome: 'again', waitSeconds: firstSearchSeconds });
    case 'failed':
      return failed(record);
    default:
      return assertNever(sent);
  }
}
