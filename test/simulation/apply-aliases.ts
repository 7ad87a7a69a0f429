import { z } from 'zod';
import { type ApplyCalls, applyFile } from '../../cli/apply/apply-file.ts';
import type { CheckedAlias } from '../../cli/apply/check-briefs.ts';
import { ProblemError } from '../../client/index.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { listedAliasSchema } from '../../lambdas/shared/voice/alias.ts';
import { briefHashOf } from '../../lambdas/shared/voice/brief.ts';
import { costOf } from '../../lambdas/shared/voice/cost.ts';
import { voiceViewSchema } from '../../lambdas/shared/voice/view-schema.ts';
import { ApiCalls, RefusedCallError } from './api-calls.ts';
import { keepSchedule } from './schedule.ts';
import { SimulatedAccount } from './simulated-account.ts';

export interface ApplyAliasesOptions {
  readonly aliases: number;
  /** Times after the start of an apply at which its process is killed; milliseconds. */
  readonly killedAfter: readonly number[];
  /** Applies that run at once. */
  readonly atOnce: number;
}

/** Outcome of moving aliases to another target model by repeated applies. */
export interface AppliedAliases {
  /** Aliases that point at a usable voice of the new model. */
  readonly moved: number;
  /** Voices that the provider made for the new model. */
  readonly made: number;
  /** Creates for the new model that the provider took. */
  readonly creates: number;
  /** Attempts that were proved to have made no voice. */
  readonly absent: number;
  readonly violations: readonly string[];
}

const family = 'cosyvoice';
const [formerModel, nextModel] = ['cosyvoice-v3.5-plus', 'cosyvoice-v3.5-flash'];
const voicesMax = 2_500;
const reviewSeconds = 20;
const longestMilliseconds = 6 * 3_600_000;
const page = z.object({ aliases: z.array(listedAliasSchema), cursor: z.string().nullable() });

/** Creates aliases by one apply, then moves them to another model by applies that are killed and repeated. */
export function applyAliases(seed: number, options: ApplyAliasesOptions): Promise<AppliedAliases> {
  const account = new SimulatedAccount(seed, undefined, { calm: true, family });
  return account.simulate(() => run(account, options));
}

async function run(
  account: SimulatedAccount,
  { aliases, killedAfter, atOnce }: ApplyAliasesOptions,
): Promise<AppliedAliases> {
  const { provider, functions, time, engine, watch, list } = account;
  provider.voicesMax = voicesMax;
  // A rejected voice would be a reason for another one.
  provider.drawReview = () => ({ seconds: reviewSeconds, verdict: 'OK' });
  void functions.invoke('reconcile-list', list);
  keepSchedule(account, 900_000, 900_000, () => void account.reconcile());
  const names = Array.from({ length: aliases }, (_, index) => `reader-${String(index).padStart(4, '0')}`);
  await finish(account, apply(account, names, formerModel));
  const before = provider.voices.length;
  const sent = provider.creates.length;
  for (const milliseconds of killedAfter) {
    const killed = { isDead: false };
    for (let index = 0; index < atOnce; index += 1) void apply(account, names, nextModel, killed);
    await time.pass(time.now() + milliseconds);
    killed.isDead = true;
  }
  const last = Promise.all(Array.from({ length: atOnce }, () => apply(account, names, nextModel)));
  await finish(account, last);
  engine.close();
  const attempts = watch.records().flatMap((record) => Object.values(record.attempts));
  const live = watch.aliases.records().flatMap(({ target }) => target ?? []);
  return {
    moved: live.filter(({ use, status }) => use.model === nextModel && status === 'OK').length,
    made: provider.voices.length - before,
    creates: provider.creates.slice(sent).filter(({ taken }) => taken).length,
    absent: attempts.filter(({ state }) => state === 'ABSENT').length,
    violations: watch.violations,
  };
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
): Promise<unknown> {
  const desired = names.map((alias): CheckedAlias => checked(alias, targetModel));
  const settings = { prune: false, timeoutMs: longestMilliseconds, onProgress: () => undefined };
  return applyFile(desired, callsOf(account, process), settings);
}

function checked(alias: string, targetModel: string): CheckedAlias {
  const brief = {
    ...{ family, targetModel, voicePrompt: `A calm canary, ${alias}.` },
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

/** Returns the calls of an apply to the functions of the account. A dead process gets no answer any more. */
function callsOf(account: SimulatedAccount, process: { readonly isDead: boolean }): ApplyCalls {
  const { time } = account;
  const api = new ApiCalls(account);
  const never = new Promise<never>(() => undefined);
  const send = async (...call: Parameters<ApiCalls['send']>): Promise<unknown> => {
    if (process.isDead) return never;
    try {
      const body = await api.send(...call);
      return process.isDead ? never : body;
    } catch (error) {
      if (!(error instanceof RefusedCallError)) throw error;
      const code = refusals.parse(error.code);
      throw new ProblemError(call[0], problem(code, 'request', {}), null);
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
