import { z } from 'zod';
import { type AliasResult, type ApplyCalls, applyFile } from '../../cli/apply/apply-file.ts';
import type { CheckedAlias } from '../../cli/apply/check-briefs.ts';
import { ProblemError } from '../../client/index.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { listedAliasSchema } from '../../lambdas/shared/voice/alias.ts';
import { briefHashOf } from '../../lambdas/shared/voice/brief.ts';
import { costOf } from '../../lambdas/shared/voice/cost.ts';
import { voiceViewSchema } from '../../lambdas/shared/voice/view-schema.ts';
import { ApiCalls, RefusedCallError } from './api-calls.ts';
import type { FaultKind } from './faults.ts';
import type { SimulatedVoice } from './provider/provider.ts';
import { keepSchedule } from './schedule.ts';
import { deploymentOf, SimulatedAccount, stack } from './simulated-account.ts';

export interface ApplyAliasesOptions {
  readonly aliases: number;
  /** Places of the provider account. The deployment has the same setting. */
  readonly places: number;
  /** Times after the start of an apply at which its process is killed; milliseconds. */
  readonly killedAfter: readonly number[];
  /** Applies that run at once. */
  readonly atOnce: number;
  /** True if answers, events and functions get lost. */
  readonly faulty?: boolean;
}

/** Outcome of moving aliases to another target model by repeated applies. */
export interface AppliedAliases {
  /** Aliases that point at a usable voice of the new model. */
  readonly moved: number;
  /** Voices that the provider made for the new model. */
  readonly made: number;
  /** Attempts to create a voice of the new model. Each is one call, which may not have arrived. */
  readonly attempts: number;
  /** Attempts that were proved to have made no voice. */
  readonly absent: number;
  /**
   * Attempts of failed voices whose outcome is not known. If such a voice is listed later, it is deleted, because its alias has
   * another one.
   */
  readonly unknown: number;
  /** Most voices that the provider held at once. */
  readonly maxHeld: number;
  /** Runs of the command that were not killed. */
  readonly runs: number;
  /** Length of the move in virtual time. */
  readonly hours: number;
  readonly violations: readonly string[];
}

const family = 'cosyvoice';
const [formerModel, nextModel] = ['cosyvoice-v3.5-plus', 'cosyvoice-v3.5-flash'];
const reviewSeconds = 20;
const longestMilliseconds = 200 * 3_600_000;
/** Time-out of one apply. The same command continues afterwards. */
const timeoutMs = 2 * 3_600_000;
const page = z.object({ aliases: z.array(listedAliasSchema), cursor: z.string().nullable() });

/** Faults after which a voice is made late, twice asked for, or proved absent, but not refused. */
const faults: readonly FaultKind[] = [
  'create: never arrives',
  'create: is not sent',
  'create: answer lost',
  'create: answered 5xx, made',
  'create: answered 5xx, not made',
  'create: arrives late',
  'create: visible late',
  'create: the function dies meanwhile',
  'table: answer to a function lost',
  'function: dies',
  'rule: does not deliver',
  'rule: delivers twice',
];

/** Creates aliases by one apply, then moves them to another model by applies that are killed and repeated. */
export function applyAliases(seed: number, options: ApplyAliasesOptions): Promise<AppliedAliases> {
  const { places, faulty = false } = options;
  const deployment = deploymentOf(stack, { VOICE_PLACES: String(places) });
  const account = new SimulatedAccount(seed, deployment, { faults: faulty ? faults : [], family });
  return account.simulate(() => run(account, options));
}

async function run(
  account: SimulatedAccount,
  { aliases, places, killedAfter, atOnce }: ApplyAliasesOptions,
): Promise<AppliedAliases> {
  const { provider, functions, time, engine, watch, list } = account;
  provider.voicesMax = places;
  provider.pageSize = 100;
  // A rejected voice would be a reason for another one.
  provider.drawReview = () => ({ seconds: reviewSeconds, verdict: 'OK' });
  void functions.invoke('reconcile-list', list);
  keepSchedule(account, 900_000, 900_000, () => void account.reconcile());
  keepSchedule(account, 1_800_000, 1_800_000, () => account.purge());
  const names = Array.from({ length: aliases }, (_, index) => `reader-${String(index).padStart(4, '0')}`);
  await account.faults.without(() => finish(account, applyUntilDone(account, names, formerModel)));
  const begin = time.now();
  const former = new Set(watch.records().map(({ voiceId }) => voiceId));
  const before = provider.voices.length;
  for (const milliseconds of killedAfter) {
    const killed = { isDead: false };
    for (let index = 0; index < atOnce; index += 1)
      void apply(account, names, nextModel, killed).catch(() => undefined);
    await time.pass(time.now() + milliseconds);
    killed.isDead = true;
  }
  let runs = 0;
  const last = Array.from({ length: atOnce }, async () => {
    const taken = await applyUntilDone(account, names, nextModel);
    runs += taken;
  });
  await finish(account, Promise.all(last));
  const hours = Math.round((time.now() - begin) / 36_000) / 100;
  engine.close();
  const attempts = watch
    .records()
    .flatMap(({ voiceId, attempts: made }) => (former.has(voiceId) ? [] : Object.values(made)));
  const live = watch.aliases.records().flatMap(({ target }) => target ?? []);
  return {
    moved: live.filter(({ use, status }) => use.model === nextModel && status === 'OK').length,
    made: provider.voices.length - before,
    attempts: attempts.filter(({ state }) => state !== 'RESERVED').length,
    absent: attempts.filter(({ state }) => state === 'ABSENT').length,
    unknown: attempts.filter(({ state }) => state === 'UNKNOWN').length,
    maxHeld: maxHeld(provider.voices),
    runs,
    hours,
    violations: watch.violations,
  };
}

/** Repeats an apply until every alias is as the file describes it. @returns the number of runs */
async function applyUntilDone(
  account: SimulatedAccount,
  names: readonly string[],
  targetModel: string,
): Promise<number> {
  for (let runs = 1; ; runs += 1) {
    try {
      const results = await apply(account, names, targetModel);
      if (results.every(({ outcome }) => outcome === 'done')) return runs;
    } catch (error) {
      // A call that a fault has cut off ends the command.
      if (!(error instanceof UnansweredError)) throw error;
    }
  }
}

/** Returns the max voices that existed at once. */
function maxHeld(voices: readonly SimulatedVoice[]): number {
  const changes = voices.flatMap(({ madeAt, deletedAt }) => [
    { at: madeAt, by: 1 },
    ...(deletedAt === null ? [] : [{ at: deletedAt, by: -1 }]),
  ]);
  let [held, max] = [0, 0];
  for (const { by } of changes.toSorted((one, other) => one.at - other.at || one.by - other.by)) {
    held += by;
    max = Math.max(max, held);
  }
  return max;
}

async function finish({ time }: SimulatedAccount, work: Promise<unknown>): Promise<void> {
  const end = time.now() + longestMilliseconds;
  let isDone = false;
  void work.then(() => {
    isDone = true;
  });
  while (!isDone && time.now() < end) await time.pass(time.now() + 10_000);
}

function apply(
  account: SimulatedAccount,
  names: readonly string[],
  targetModel: string,
  process = { isDead: false },
): Promise<readonly AliasResult[]> {
  const desired = names.map((alias): CheckedAlias => checked(alias, targetModel));
  const settings = { prune: false, timeoutMs, onProgress: () => undefined };
  return applyFile(desired, callsOf(account, process), settings);
}

function checked(alias: string, targetModel: string): CheckedAlias {
  const brief = {
    family,
    targetModel,
    voicePrompt: `A calm canary, ${alias}.`,
    previewText: 'The canary is quiet tonight.',
  };
  const list = { family, scope: 'mainland' } as const;
  const preview = { language: null, sampleRate: 24_000, responseFormat: 'wav' };
  return {
    alias,
    brief,
    briefHash: briefHashOf({ ...brief, ...list, ...preview }),
    ...list,
    cost: costOf(list, 1),
  };
}

/** No try of a call was answered. */
class UnansweredError extends Error {}

/**
 * Returns the calls of an apply to the functions of the account, which are tried three times. A dead process gets no answer
 * any more.
 */
function callsOf(account: SimulatedAccount, process: { readonly isDead: boolean }): ApplyCalls {
  const { time } = account;
  const api = new ApiCalls(account);
  const never = new Promise<never>(() => undefined);
  const send = async (...call: Parameters<ApiCalls['send']>): Promise<unknown> => {
    if (process.isDead) return never;
    for (let tries = 1; ; tries += 1) {
      try {
        const body = await api.send(...call);
        return process.isDead ? never : body;
      } catch (error) {
        if (process.isDead) return never;
        if (error instanceof RefusedCallError) {
          const code = refusals.parse(error.code);
          throw new ProblemError(call[0], problem(code, 'request', {}), null);
        }
        if (tries === 3) throw new UnansweredError();
        await time.sleep(1_000);
      }
    }
  };
  const headersOf = (version: number) => ({
    'content-type': 'application/json',
    'if-match': `"${version}"`,
  });
  return {
    aliases: async () => {
      const found: z.infer<typeof page>['aliases'] = [];
      for (let cursor: string | null = null; ; ) {
        const query = { limit: ['100'], ...(cursor !== null && { cursor: [cursor] }) };
        const each: z.infer<typeof page> = page.parse(await send('list-aliases', { query, scopes: 'read' }));
        found.push(...each.aliases);
        if (each.cursor === null) return found;
        cursor = each.cursor;
      }
    },
    auditions: async () => [],
    remake: async ({ alias, brief }, version) => {
      const body = JSON.stringify({ ...brief, managedBy: 'apply' });
      const call = { method: 'POST', pathParameters: { alias }, headers: headersOf(version), body };
      const { voiceId } = voiceViewSchema.parse(await send('remake-alias', call));
      return { voiceId };
    },
    remove: (alias, version) =>
      send('delete-alias', { method: 'DELETE', pathParameters: { alias }, headers: headersOf(version) }),
    voice: async (voiceId) =>
      voiceViewSchema.parse(await send('get-voice', { pathParameters: { voiceId }, scopes: 'read' })),
    sleep: async (milliseconds) => {
      await time.sleep(milliseconds);
      if (process.isDead) await never;
    },
    now: () => time.now(),
  };
}

const refusals = z.enum(['version_mismatch', 'remake_pending', 'voice_quota_exhausted', 'not_found']);
