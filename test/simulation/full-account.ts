import { FAMILY_ROWS } from '../../lambdas/shared/dashscope/index.ts';
import { ApiCalls, RefusedCallError, targetModels } from './api-calls.ts';
import { type Deployment, SimulatedAccount } from './simulated-account.ts';

export interface FullAccountOptions {
  readonly requests: number;
  /** Number of free places before the requests. */
  readonly places: number;
  /** Replaces the synthesized deployment, to compare. */
  readonly deployment?: Deployment;
}

/** Outcome of more requests than an account has free places. */
export interface FullAccount {
  /** Requests refused with `voice_quota_exhausted`. */
  readonly refused: number;
  /** Create calls that reached the provider. */
  readonly creates: number;
  /** Voices that the provider has made. */
  readonly made: number;
  /** Records by status. */
  readonly records: Readonly<Record<string, number>>;
}

/**
 * Requests all voices at once, after one count of the list, from a provider with as many places as the real one. No
 * faults strike.
 */
export function requestOnFullAccount(seed: number, options: FullAccountOptions): Promise<FullAccount> {
  const account = new SimulatedAccount(seed, options.deployment, { calm: true });
  return account.simulate(() => run(account, options));
}

const countedAfterMilliseconds = 10 * 60_000;
const settledAfterMilliseconds = 2 * 3_600_000;

async function run(
  account: SimulatedAccount,
  { requests, places }: FullAccountOptions,
): Promise<FullAccount> {
  const { provider, family, functions, time, engine, watch } = account;
  const { voicesMax } = FAMILY_ROWS[family].limits;
  provider.voicesMax = voicesMax;
  const foreign = voicesMax - places;
  for (let count = 0; count < foreign; count += 1) {
    const name = `zz${count}`;
    provider.make({
      account: 'first',
      workspace: 'default',
      family,
      name,
      targetModel: targetModels[family],
    });
  }
  const list = { family, scope: 'mainland', dryRun: false, confirmMissing: 0 };
  const counted = functions.invoke('reconcile-list', list);
  await time.pass(time.now() + countedAfterMilliseconds);
  if (!('payload' in (await counted))) throw new Error('the list was not counted');

  const api = new ApiCalls(account);
  const requested = Promise.all(
    Array.from({ length: requests }, (_, index) => errorOf(api.requestOnce(`key-${index}`))),
  );
  await time.pass(time.now() + settledAfterMilliseconds);
  const codes = await requested;
  engine.close();
  const records: Record<string, number> = {};
  for (const { status } of watch.records()) records[status] = (records[status] ?? 0) + 1;
  return {
    refused: codes.filter((code) => code === 'voice_quota_exhausted').length,
    creates: provider.creates.length,
    made: provider.voices.length - foreign,
    records,
  };
}

/** @returns the code of the refusal; null if the request was accepted */
async function errorOf(request: Promise<unknown>): Promise<string | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (error instanceof RefusedCallError) return error.code;
    throw error;
  }
}
