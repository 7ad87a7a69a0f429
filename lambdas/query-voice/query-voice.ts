import type { ReviewSchedule, ReviewVerdict } from '../shared/contract.ts';
import { type DashScopeClient, DashScopeError, type Family, type Scope } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/provider/accounts.ts';
import { answerFields } from '../shared/provider/answer-fields.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { type ReviewAnswer, reviewVerdict, reviewWait } from '../shared/voice/review.ts';

export interface QueryVoiceInput {
  readonly voiceId: string;
  /** Undefined in executions of older versions. */
  readonly run?: number | undefined;
  readonly family: Family;
  readonly scope: Scope;
  readonly providerVoiceId: string;
  readonly reviewStartedAt: string;
  /** Polls made before this one. */
  readonly polls: number;
}

export interface QueryVoiceResult {
  readonly verdict: ReviewVerdict;
  /** Whole seconds until the next poll. Ignored once the verdict is final. */
  readonly waitSeconds: number;
  readonly polls: number;
  /** When a voice that is rejected now may be removed permanently. */
  readonly purgeAt: string;
}

export interface QueryVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'queryVoice'>;
  readonly schedule: ReviewSchedule;
  /** Seconds for which a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/**
 * Polls a review. The record is read first, and the provider is not called once the record is settled, deleted or owned by
 * another run. An error of the provider never ends an execution. The poll is repeated after the longest wait until the
 * deadline, which counts from the record's `reviewStartedAt`.
 */
export async function queryVoice(
  input: QueryVoiceInput,
  dependencies: QueryVoiceDependencies,
): Promise<QueryVoiceResult> {
  const { schedule, now, random } = dependencies;
  const answer = await ask(input, dependencies);
  const time = now().getTime();
  const elapsedSeconds = (time - Date.parse(input.reviewStartedAt)) / 1_000;
  const remainingSeconds = schedule.deadlineSeconds - elapsedSeconds;
  const polls = input.polls + 1;
  const waitedFor = answer === 'no news' ? Number.MAX_SAFE_INTEGER : polls;
  return {
    verdict: reviewVerdict(answer, remainingSeconds),
    waitSeconds: reviewWait(schedule, waitedFor, remainingSeconds, random()),
    polls,
    purgeAt: new Date(time + dependencies.rejectedGraceSeconds * 1_000).toISOString(),
  };
}

async function ask(input: QueryVoiceInput, dependencies: QueryVoiceDependencies): Promise<ReviewAnswer> {
  const { accounts, voices, log } = dependencies;
  try {
    const record = await voices.read(input.voiceId);
    if (record?.status !== 'DEPLOYING' || record.run !== (input.run ?? record.run)) return 'settled';
    return await accounts.using(input.scope, (account) => statusOf(account, input, dependencies));
  } catch (error) {
    const { voiceId, scope } = input;
    const code = error instanceof DashScopeError ? error.name : String(error);
    log.error('a review poll returned no status', { voiceId, scope, code, ...answerFields(error) });
    return 'no news';
  }
}

async function statusOf(
  account: ProviderAccount,
  { family, providerVoiceId }: QueryVoiceInput,
  { clientOf }: QueryVoiceDependencies,
): Promise<ReviewAnswer> {
  const { status } = await clientOf(account).queryVoice({ family, providerVoiceId });
  return status ?? 'no news';
}
