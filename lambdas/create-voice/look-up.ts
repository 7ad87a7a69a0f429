import { undocumentedId } from '../shared/contract.ts';
import type { DashScopeClient, ProviderVoice, WalkEnd } from '../shared/dashscope/index.ts';
import { hasDocumentedId, isOlderThan, readProviderVoiceId } from '../shared/dashscope/index.ts';
import { type ScanStore, undisturbed } from '../shared/records/scan-store.ts';
import { type Claim, LostRaceError, type VoiceStore } from '../shared/records/voice-store.ts';
import { answerFields } from '../shared/runtime/answer-fields.ts';
import type { Log } from '../shared/runtime/log.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/runtime/provider-accounts.ts';
import { assertNever } from '../shared/voice/assert-never.ts';
import { type HorizonTimes, horizonSecondsOf, judgeLook, type Look } from '../shared/voice/look-up.ts';
import type { Attempt, UnmadeVoice } from '../shared/voice/record.ts';
import { outcomeUnknown } from './reasons.ts';

export interface LookUpDependencies {
  readonly voices: Pick<
    VoiceStore,
    'recordMade' | 'recordAbsence' | 'recordAbsent' | 'noteReason' | 'pointFromProvider' | 'voiceOfProvider'
  >;
  readonly scans: Pick<ScanStore, 'read'>;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'walkVoices'>;
  readonly now: () => Date;
  readonly log: Log;
  readonly settings: {
    /** Two characters in front of every provider-side name. */
    readonly nameSpace: string;
    readonly horizon: HorizonTimes;
    /** Between two of the scans that prove an absence. */
    readonly scansApartSeconds: number;
  };
}

export type LookUpResult =
  | { readonly kind: 'adopted' }
  /** The attempt has made nothing, for certain. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'again'; readonly waitSeconds: number }
  | { readonly kind: 'failed' };

/**
 * Looks once, in the whole of the provider's list, for the voice of an attempt whose outcome nobody knows, and records
 * what that says: found, its id is written on the claim alone; proved absent, it is noted.
 */
export async function lookUp(
  record: UnmadeVoice,
  { number, attempt }: { readonly number: number; readonly attempt: Attempt },
  dependencies: LookUpDependencies,
): Promise<LookUpResult> {
  const { voices, now, settings, log } = dependencies;
  const { voiceId, run } = record;
  const claimedAt = new Date(attempt.claimedAt ?? record.updatedAt);
  const claim: Claim = { voiceId, run, attempt: number, claimId: attempt.claimId ?? '', claimedAt };
  const look = await lookAt(record, { name: attempt.name, claimedAt }, dependencies);
  const absences = (attempt.absences ?? []).map((time) => new Date(time));
  const { scansApartSeconds } = settings;
  const times = { horizonSeconds: horizonSecondsOf(attempt, settings.horizon), scansApartSeconds };
  const verdict = judgeLook(look, { claimedAt, absences }, now(), times);
  log.info('looked for a voice', { voiceId, run, attempt: number, outcome: verdict.kind });
  switch (verdict.kind) {
    case 'adopt':
      await voices.recordMade(
        claim,
        {
          providerVoiceId: verdict.providerVoiceId,
          requestId: null,
          usageCount: null,
          adopted: true,
          keyId: attempt.keyId,
        },
        now(),
      );
      await voices.pointFromProvider(verdict.providerVoiceId, voiceId);
      return { kind: 'adopted' };
    case 'lookAgain':
      if (verdict.absence) await voices.recordAbsence(claim, [...absences, now()]);
      return { kind: 'again', waitSeconds: verdict.waitSeconds };
    case 'absent':
      await voices.recordAbsent(claim, now());
      return { kind: 'absent' };
    case 'unsettled':
      await voices.noteReason(record, outcomeUnknown, now());
      return { kind: 'failed' };
    default:
      return assertNever(verdict);
  }
}

/** @returns null when the list could not be read to its end */
async function lookAt(
  { voiceId, family, scope }: UnmadeVoice,
  { name, claimedAt }: { readonly name: string; readonly claimedAt: Date },
  { accounts, clientOf, voices, scans, settings, log, now }: LookUpDependencies,
): Promise<Look | null> {
  const listed: ProviderVoice[] = [];
  const begunAt = now();
  const before = await scans.read({ family, scope });
  let end: WalkEnd | undefined;
  try {
    const account = await accounts.account(scope);
    const walk = clientOf(account).walkVoices({
      family,
      onEnd: (reached) => {
        end = reached;
      },
    });
    for await (const voice of walk) listed.push(voice);
  } catch (error) {
    log.error('the provider’s list could not be read', {
      ...{ voiceId, scope, error: String(error) },
      ...answerFields(error),
    });
    return null;
  }
  const after = await scans.read({ family, scope });
  const ids = listed.map(({ providerVoiceId }) => providerVoiceId);
  const unnamed = await firstUnnamed(listed, claimedAt, voices);
  if (unnamed) {
    const { providerVoiceId } = unnamed;
    log.error('a listed voice may be the one that is looked for: its id does not show its name', {
      ...{ voiceId, family, scope, providerVoiceId },
      code: undocumentedId,
    });
  }
  const nameOf = (id: string) => readProviderVoiceId(family, id)?.name;
  const ours = ids.filter((id) => nameOf(id)?.startsWith(settings.nameSpace));
  return {
    found: ids.filter((id) => nameOf(id) === name).sort(),
    clean:
      end?.reason === 'empty_page' && end.unreadable === 0 && !unnamed && undisturbed(before, after, begunAt),
    control: await seesOurs(ours, voices),
  };
}

/**
 * The first voice without a record whose id is not of a documented form, so that it may be any attempt's: a list that
 * shows one proves no absence.
 */
async function firstUnnamed(
  listed: readonly ProviderVoice[],
  claimedAt: Date,
  voices: Pick<VoiceStore, 'voiceOfProvider'>,
): Promise<ProviderVoice | null> {
  for (const voice of listed) {
    if (hasDocumentedId(voice) || isOlderThan(voice, claimedAt)) continue;
    if (!(await voices.voiceOfProvider(voice.providerVoiceId))) return voice;
  }
  return null;
}

/** Enough to find one of a record among voices that only look like ours. */
const controlsTried = 20;

async function seesOurs(
  ids: readonly string[],
  voices: Pick<VoiceStore, 'voiceOfProvider'>,
): Promise<boolean> {
  for (const id of ids.slice(0, controlsTried)) if (await voices.voiceOfProvider(id)) return true;
  return false;
}

/** The claim's own writes may be lost to a holder that comes back after all: what it has written counts. */
export async function lookUpOrYield(...parts: Parameters<typeof lookUp>): Promise<LookUpResult> {
  try {
    return await lookUp(...parts);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    return { kind: 'again', waitSeconds: 1 };
  }
}
