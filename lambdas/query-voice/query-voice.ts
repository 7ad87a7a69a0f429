import type { ReviewSchedule, ReviewVerdict } from '../shared/contract.ts';
import {
  type DashScopeClient,
  DashScopeError,
  type Family,
  isThrottled,
  type Scope,
} from '../shared/dashscope/index.ts';
import { measure } from '../shared/metrics.ts';
import type { Log } from '../shared/platform/log.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/provider/accounts.ts';
import { answerFields } from '../shared/provider/answer-fields.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { executionName } from '../shared/voice/ids.ts';
import { logSubject } from '../shared/voice/log-subject.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import {
  type ParkTimes,
  parksAfter,
  parkTimes,
  type ReviewAnswer,
  reviewVerdict,
  reviewWait,
} from '../shared/voice/review.ts';
import type { WakeHistory } from '../shared/voice/wakes.ts';

export interface QueryVoiceInput {
  readonly voiceId: string;
  /** Undefined in executions of older versions. */
  readonly run?: number | undefined;
  readonly family: Family;
  readonly scope: Scope;
  readonly providerVoiceId: string;
  readonly reviewStartedAt: string;
  /** Queries made before this one. */
  readonly polls: number;
  /** The sweep's wakes of this review. */
  readonly woken: WakeHistory;
}

export interface QueryVoiceResult extends ParkTimes {
  readonly verdict: ReviewVerdict;
  /** Whole seconds until the next query if the execution does not park. Ignored once the verdict is final. */
  readonly waitSeconds: number;
  readonly polls: number;
  /** When a voice that is rejected now may be removed permanently. */
  readonly purgeAt: string;
  /** True if the execution parks until the sweep wakes it. False if it waits `waitSeconds`. */
  readonly parks: boolean;
  /** The input's value, for the next time that the execution parks. */
  readonly woken: WakeHistory;
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
 * Queries a review. The record is read first, and the provider is not called once the record is settled, deleted or owned by
 * another run. An error of the provider never ends an execution. The query is repeated after a wait until the deadline,
 * which counts from the record's `reviewStartedAt`: after seconds if the provider answered 429, otherwise after the longest
 * wait.
 */
export async function queryVoice(
  input: QueryVoiceInput,
  dependencies: QueryVoiceDependencies,
): Promise<QueryVoiceResult> {
  const { schedule, now, random, log } = dependencies;
  const { answer, parks } = await ask(input, dependencies);
  const time = now();
  const reviewStartedAt = new Date(input.reviewStartedAt);
  const elapsedSeconds = (time.getTime() - reviewStartedAt.getTime()) / 1_000;
  const remainingSeconds = schedule.deadlineSeconds - elapsedSeconds;
  const polls = input.polls + 1;
  const verdict = reviewVerdict(answer, remainingSeconds);
  logEnd(verdict, elapsedSeconds, input, log);
  return {
    verdict,
    waitSeconds: reviewWait(schedule, answer, polls, remainingSeconds, random()),
    polls,
    purgeAt: new Date(time.getTime() + dependencies.rejectedGraceSeconds * 1_000).toISOString(),
    parks,
    ...parkTimes(schedule, reviewStartedAt, time),
    woken: input.woken,
  };
}

/** Writes a line with metrics at the end of a review. */
function logEnd(
  verdict: ReviewVerdict,
  elapsedSeconds: number,
  { voiceId, run, family, scope }: QueryVoiceInput,
  log: Log,
): void {
  if (verdict === 'DEPLOYING' || verdict === 'ENDED') return;
  const execution = run === undefined ? {} : { run, execution: executionName(voiceId, run) };
  const isDecided = verdict !== 'TIMED_OUT';
  log.info('review ended', { voiceId, ...execution, family, scope, status: verdict }, [
    measure('voices', 1, verdict),
    ...(isDecided ? [measure('reviewTime', elapsedSeconds)] : []),
  ]);
}

interface QueryAnswer {
  readonly answer: ReviewAnswer;
  readonly parks: boolean;
}

async function ask(input: QueryVoiceInput, dependencies: QueryVoiceDependencies): Promise<QueryAnswer> {
  const { voices, log } = dependencies;
  const { voiceId, scope } = input;
  try {
    const record = await voices.read(voiceId);
    if (record?.status !== 'DEPLOYING' || record.run !== (input.run ?? record.run)) {
      return { answer: 'settled', parks: false };
    }
    return await askProvider(record, input, dependencies);
  } catch (error) {
    const code = error instanceof DashScopeError ? error.name : String(error);
    log.error('a review poll returned no status', { voiceId, scope, code, ...answerFields(error) });
    const isThrottledCall = error instanceof DashScopeError && isThrottled(error);
    const answer = isThrottledCall ? { throttled: { retryAfterMs: error.retryAfterMs } } : 'no news';
    return { answer, parks: false };
  }
}

async function askProvider(
  record: Pick<VoiceRecord, 'voiceId' | 'run' | 'createdBy' | 'origin'>,
  { family, scope, providerVoiceId }: QueryVoiceInput,
  { accounts, clientOf }: QueryVoiceDependencies,
): Promise<QueryAnswer> {
  const { status } = await accounts.using(scope, (account) =>
    clientOf(account).queryVoice({ family, providerVoiceId }, { subject: logSubject(record) }),
  );
  const answer = status ?? 'no news';
  return { answer, parks: parksAfter(answer, record) };
}
