import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError, VoiceClient } from '../../client/index.ts';
import type { Status, VoiceView } from '../../client/types.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { KeyItems } from '../keys/key-items.ts';
import { makeKey } from '../keys/make-key.ts';
import { runWorkflow } from './run-workflow.ts';
import { SwitchItem } from './switch-item.ts';

/** Statuses of voices that are at the provider, or on their way there. */
const living = ['REQUESTED', 'CREATING', 'DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const;
/** One run of the workflow takes so many named voices. */
const voicesARun = 50;
const pauseMs = 2_000;

export interface PurgeAllProgress {
  /** Voices that are not purged yet. */
  readonly left: number;
  readonly purged: number;
}

/** The result: what is left could not be purged, by its status. */
export interface PurgedAll {
  readonly purged: number;
  readonly left: Readonly<Partial<Record<Status, number>>>;
}

/** Counts the voices that {@link purgeAll} would remove. */
export async function countAll(deployment: Deployment): Promise<number> {
  return withKey(deployment, async (client) => (await voicesOf(client)).length);
}

/**
 * Removes every voice of a deployment at the provider, for good: switches creates off, deletes each voice, and purges the
 * deleted ones by name until none is left. Voices that fail are tried again until a whole round has purged none.
 *
 * @param timeoutMs after which no further round begins
 */
export async function purgeAll(
  deployment: Deployment,
  timeoutMs: number,
  onProgress: (progress: PurgeAllProgress) => void,
): Promise<PurgedAll> {
  await new SwitchItem(deployment).turn('creates', false);
  const deadline = Date.now() + timeoutMs;
  return withKey(deployment, async (client) => {
    let purged = 0;
    for (;;) {
      const voices = await voicesOf(client);
      onProgress({ left: voices.length, purged });
      for (const { voiceId, status } of voices) if (status !== 'DELETED') await softDelete(client, voiceId);
      const deleted = (await voicesIn(client, ['DELETED'])).map(({ voiceId }) => voiceId);
      const before = purged;
      for (let from = 0; from < deleted.length; from += voicesARun) {
        purged += await purgeNamed(deployment, deleted.slice(from, from + voicesARun), deadline);
        onProgress({ left: voices.length - (purged - before), purged });
      }
      const left = await voicesOf(client);
      const isOnItsWay = left.some(({ status }) => status !== 'DELETED');
      const isStuck = purged === before && !isOnItsWay;
      if (left.length === 0 || isStuck || Date.now() + pauseMs > deadline) {
        return { purged, left: countByStatus(left) };
      }
      if (purged === before) await sleep(pauseMs);
    }
  });
}

/** Works with a key of its own, which is revoked afterwards. */
async function withKey<Result>(
  deployment: Deployment,
  work: (client: VoiceClient) => Promise<Result>,
): Promise<Result> {
  const { key, item } = makeKey({ owner: 'voice-admin-purge', scopes: ['read', 'write'] }, new Date());
  const keys = new KeyItems(deployment);
  await keys.put(item);
  try {
    return await work(new VoiceClient({ apiUrl: deployment.output('ApiUrl'), apiKey: key }));
  } finally {
    await keys.remove(item.voiceId);
  }
}

function voicesOf(client: VoiceClient): Promise<readonly VoiceView[]> {
  return voicesIn(client, [...living, 'DELETED']);
}

async function voicesIn(client: VoiceClient, statuses: readonly Status[]): Promise<readonly VoiceView[]> {
  const found: VoiceView[] = [];
  for (const status of statuses) {
    for await (const voice of client.listVoices({ status })) found.push(voice);
  }
  return found;
}

async function softDelete(client: VoiceClient, voiceId: string): Promise<void> {
  try {
    await client.delete(voiceId);
  } catch (error) {
    // The list may be a moment old: the voice has moved on since, and the next round sees how.
    const hasMovedOn = error instanceof ProblemError && ['invalid_state', 'not_found'].includes(error.code);
    if (!hasMovedOn) throw error;
  }
}

/** @returns how many are purged */
async function purgeNamed(
  deployment: Deployment,
  voiceIds: readonly string[],
  deadline: number,
): Promise<number> {
  const timeoutMs = Math.max(pauseMs, deadline - Date.now());
  const input = { voiceIds, dryRun: false };
  const run = await runWorkflow(deployment, 'PurgeVoicesStateMachineArn', input, timeoutMs, () => {});
  return run.state === 'succeeded' ? countIn(run.output, 'purged') : 0;
}

function countIn(output: unknown, name: string): number {
  const count: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, name) : 0;
  return typeof count === 'number' ? count : 0;
}

function countByStatus(voices: readonly VoiceView[]): PurgedAll['left'] {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of voices) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
