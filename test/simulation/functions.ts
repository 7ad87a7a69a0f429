import { z } from 'zod';
import { createVoice } from '../../lambdas/create-voice/create-voice.ts';
import { makeHandler as makeFindDue } from '../../lambdas/find-due-voices/handler.ts';
import { purgeVoice } from '../../lambdas/purge-voice/purge-voice.ts';
import { queryVoice } from '../../lambdas/query-voice/query-voice.ts';
import { reconcileList } from '../../lambdas/reconcile-list/reconcile-list.ts';
import { metricsOf } from '../../lambdas/reconcile-list/report.ts';
import { resendEvents } from '../../lambdas/recover-voices/resend-events.ts';
import { restartStalled } from '../../lambdas/recover-voices/restart-stalled.ts';
import { settleExecution } from '../../lambdas/settle-execution/settle-execution.ts';
import { FAMILIES, SCOPES } from '../../lambdas/shared/dashscope/index.ts';
import { purgeScopes } from '../../lambdas/shared/stores/purges.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { FunctionInvoker, FunctionResult } from '../../local/core/ports.ts';
import { type FunctionName, functionName, reviewDeadlineSeconds } from '../workflow/resolved-stack.ts';
import type { Collaborators, CollaboratorsOf } from './collaborators.ts';
import { type EdgeParts, Process } from './process.ts';

const execution = z.object({ voiceId: z.string(), run: z.number() });
const queried = z.object({
  voiceId: z.string(),
  run: z.number(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string(),
  reviewStartedAt: z.string(),
  polls: z.number(),
});
const purged = z.object({ voiceId: z.string(), claimId: z.string(), scope: z.enum(purgeScopes) });
const listed = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  dryRun: z.boolean(),
  confirmMissing: z.int(),
});
const recovered = z.object({ dryRun: z.boolean() });

/** Of a function's life; seconds. */
const createTimeout = 360;
const claimSeconds = createTimeout + 60;
const timeouts: Readonly<Record<FunctionName, number>> = {
  create: createTimeout,
  query: 30,
  settle: 60,
  findDue: 60,
  purge: 60,
  recover: 900,
  reconcileList: 900,
};
export const graceSeconds = { deleted: 1_800, rejected: 1_500 };
const retentionSeconds = 365 * 86_400;
const schedule = { firstWaitSeconds: 5, maxWaitSeconds: 120, deadlineSeconds: reviewDeadlineSeconds };

/** Two clocks disagree by up to a minute. */
const clockErrorMs = 30_000;

/** The function has ended without an answer. */
export class FunctionDiedError extends Error {
  override readonly name = 'FunctionDiedError';
}

/** The stack's functions: their own domain code, in processes that can die. */
export class SimulatedFunctions implements FunctionInvoker {
  readonly #parts: EdgeParts;
  readonly #code: FunctionCode;
  readonly #collaboratorsOf: CollaboratorsOf;

  constructor(parts: EdgeParts, code: FunctionCode, collaboratorsOf: CollaboratorsOf) {
    this.#parts = parts;
    this.#code = code;
    this.#collaboratorsOf = collaboratorsOf;
  }

  /** As Lambda's Invoke answers the state machine. */
  async invoke(nameOrArn: string, payload: unknown): Promise<FunctionResult> {
    const { faults, time, random } = this.#parts;
    const name = functionName.parse(nameOrArn.split(':').at(-1));
    if (faults.strikes('function: cannot be invoked'))
      throw new AwsError('TooManyRequestsException', 'no', 429);
    const answer = this.#answerOf(name, payload);
    if (!faults.strikes('function: error while it runs on')) return answer;
    await time.sleep(random.between(10, 20_000));
    throw new AwsError('ServiceException', 'no answer', 500);
  }

  /**
   * Runs the code of a function in a process of its own.
   * @throws FunctionDiedError, and what the code throws
   */
  async run<Answer>(
    name: string,
    timeoutSeconds: number,
    work: (collaborators: Collaborators) => Promise<Answer>,
  ): Promise<Answer> {
    const { faults, random } = this.#parts;
    const isClockOff = faults.strikes('clock: ahead or behind');
    const process = new Process(name, isClockOff ? random.between(-clockErrorMs, clockErrorMs) : 0);
    const limit = new AbortController();
    void this.#parts.time
      .sleep(timeoutSeconds * 1_000, limit.signal)
      .then(() => limit.signal.aborted || process.die('Sandbox.Timedout'));
    const dead = process.death.then((errorType) => {
      throw new FunctionDiedError(errorType);
    });
    try {
      return await Promise.race([work(this.#collaboratorsOf(process)), dead]);
    } finally {
      limit.abort();
    }
  }

  async #answerOf(name: FunctionName, payload: unknown): Promise<FunctionResult> {
    try {
      const answer = await this.run(name, timeouts[name], (collaborators) =>
        this.#code[name](payload, collaborators),
      );
      return { payload: answer ?? null };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const errorType = error instanceof FunctionDiedError ? error.message : error.name;
      return { functionError: { errorType, errorMessage: error.message } };
    }
  }
}

/** What each function does with a payload. */
export type FunctionCode = Readonly<
  Record<FunctionName, (payload: unknown, collaborators: Collaborators) => Promise<unknown>>
>;

/** As the stack's handlers do it. */
export const functionCode: FunctionCode = {
  create: (payload, collaborators) =>
    createVoice(execution.parse(payload), {
      ...collaborators,
      settings: {
        nameSpace: 'vd',
        claimSeconds,
        horizon: { functionSeconds: createTimeout, marginSeconds: 120, minSeconds: 0 },
        loopbackProviderSeconds: 300,
        scansApartSeconds: 60,
        maxCreateAttempts: 2,
      },
    }),
  query: (payload, collaborators) =>
    queryVoice(queried.parse(payload), {
      ...collaborators,
      schedule,
      rejectedGraceSeconds: graceSeconds.rejected,
    }),
  settle: (payload, collaborators) => settleExecution(execution.parse(payload), collaborators),
  findDue: (payload, collaborators) =>
    makeFindDue(() => ({ ...collaborators, keepDeletedSeconds: 0 }))(payload),
  purge: (payload, collaborators) =>
    purgeVoice(purged.parse(payload), {
      ...collaborators,
      settings: { leaseSeconds: 90, claimSeconds: 900, createClaimSeconds: claimSeconds, retentionSeconds },
    }),
  recover: async (payload, collaborators) => {
    const { dryRun } = recovered.parse(payload);
    const limits = { ...collaborators, stalledSeconds: 300, pendingSeconds: 300 };
    const restarted = await restartStalled(dryRun, limits);
    return { ...restarted, ...(await resendEvents(dryRun, limits)) };
  },
  reconcileList: async (payload, collaborators) => {
    const report = await reconcileList(listed.parse(payload), {
      ...collaborators,
      rules: { nameSpace: 'vd', claimSeconds, missingSeconds: 600, orphanSeconds: 3_600 },
      rejectedGraceSeconds: graceSeconds.rejected,
      expiredGraceSeconds: graceSeconds.deleted,
      leaseSeconds: 90,
      retentionSeconds,
    });
    return { report, metrics: metricsOf(report) };
  },
};
