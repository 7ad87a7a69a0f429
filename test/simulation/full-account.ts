import { FAMILY_ROWS } from '../../lambdas/shared/dashscope/index.ts';
import type { PlaceCounter } from '../../lambdas/shared/stores/places.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import { ApiCalls, targetModels } from './api-calls.ts';
import { World } from './world.ts';

export interface FullAccountOptions {
  readonly requests: number;
  /** Places that are free before the requests. */
  readonly places: number;
  /** Replaces the counter, to compare. */
  readonly take?: PlaceCounter['take'];
}

/** What became of requests that are more than the places of an account. */
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
 * Requests voices all at once, after one count of the list: the API's own code, the stores, the synthesized workflow and
 * the functions on the table in memory, and a provider with as many places as the real one. Nothing else goes wrong.
 */
export function requestOnFullAccount(seed: number, options: FullAccountOptions): Promise<FullAccount> {
  const world = new World(seed, undefined, { calm: true });
  return world.time.rule(() => run(world, options));
}

const countedAfterMilliseconds = 10 * 60_000;
const settledAfterMilliseconds = 2 * 3_600_000;

async function run(world: World, { requests, places, take }: FullAccountOptions): Promise<FullAccount> {
  const { provider, family, functions, time, engine, watch } = world;
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
  const counted = functions.invoke('reconcileList', list);
  await time.pass(time.now() + countedAfterMilliseconds);
  if (!('payload' in (await counted))) throw new Error('the list was not counted');

  const api = new ApiCalls(world);
  const replaced = take ? { places: { take } } : {};
  const asked = Promise.all(
    Array.from({ length: requests }, (_, index) => refusalOf(api.requestOnce(`key-${index}`, replaced))),
  );
  await time.pass(time.now() + settledAfterMilliseconds);
  const codes = await asked;
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
async function refusalOf(request: Promise<unknown>): Promise<string | null> {
  try {
    await request;
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error.details.code;
    throw error;
  }
}
