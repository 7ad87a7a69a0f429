import { setTimeout as sleep } from 'node:timers/promises';
import { ProblemError, VoiceClient } from '../../client/index.ts';
import type { Status, VoiceView } from '../../client/types.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { KeyItems } from '../keys/key-items.ts';
import { makeKey } from '../keys/make-key.ts';
import { runWorkflow } from './run-workflow.ts';
import { SwitchItem } from './switch-item.ts';

/** Statuses of voices that exist at the provider or are being created there, except DELETED. */
const liveStatuses = ['REQUESTED', 'CREATING', 'DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const;
/** The maximum number of voice ids in the input of the purge workflow. */
const maxVoicesPerRun = 50;
const pauseMs = 2_000;

export interface PurgeAllProgress {
  /** Number of voices that are not purged yet. */
  readonly left: number;
  readonly purged: number;
}

export interface PurgeAllResult {
  readonly purged: number;
  /** Number of voices that could not be purged, by status. */
  readonly left: Readonly<Partial<Record<Status, number>>>;
}

/** Counts the voices that {@link purgeAll} would remove. */
export async function countAll(deployment: Deployment): Promise<number> {
  return withTemporaryKey(deployment, async (client) => (await voicesOf(client)).length);
}

/**
 * Permanently removes every voice of a deployment at the provider. It switches creates off, deletes each voice, and purges
 * the deleted ones by id until none is left. It retries voices that fail, until a round has purged none.
 *
 * @param timeoutMs no round starts after this time
 */
export async function purgeAll(
  deployment: Deployment,
  timeoutMs: number,
  onProgress: (progress: PurgeAllProgress) => void,
): Promise<PurgeAllResult> {
  await new SwitchItem(deployment).set('creates', false);
  const deadline = Date.now() + timeoutMs;
  return withTemporaryKey(deployment, async (client) => {
    // The workflow's own count misses a purge whose function was cut off and retried, so count voices that are gone.
    const seen = new Set<string>();
    let purged = 0;
    for (;;) {
      const voices = await voicesOf(client);
      for (const { voiceId } of voices) seen.add(voiceId);
      onProgress({ left: voices.length, purged });
      for (const { voiceId, status } of voices) if (status !== 'DELETED') await softDelete(client, voiceId);
      const deleted = (await voicesIn(client, ['DELETED'])).map(({ voiceId }) => voiceId);
      const before = purged;
      let reported = 0;
      for (let from = 0; from < deleted.length; from += maxVoicesPerRun) {
        reported += await purgeVoices(deployment, deleted.slice(from, from + maxVoicesPerRun), deadline);
        onProgress({ left: voices.length - reported, purged: before + reported });
      }
      const left = await voicesOf(client);
      for (const { voiceId } of left) seen.add(voiceId);
      purged = seen.size - left.length;
      onProgress({ left: left.length, purged });
      const isAnyPending = left.some(({ status }) => status !== 'DELETED');
      const isStuck = purged === before && !isAnyPending;
      if (left.length === 0 || isStuck || Date.now() + pauseMs > deadline) {
        return { purged, left: countByStatus(left) };
      }
      if (purged === before) await sleep(pauseMs);
    }
  });
}

/** Runs the work with a temporary API key. */
async function withTemporaryKey<Result>(
  deployment: Deployment,
  work: (client: VoiceClient) => Promise<Result>,
): Promise<Result> {
  const { key, item } = makeKey({ owner: 'voice-admin-purge', scopes: ['read', 'write'] }, new Date());
  const keys = new KeyItems(deployment);
  await keys.put(item);
  try {
    return await work(new VoiceClient({ apiUrl: deployment.output('ApiUrl'), apiKey: key }));
  } finally {
    await keys.delete(item.voiceId);
  }
}

function voicesOf(client: VoiceClient): Promise<readonly VoiceView[]> {
  return voicesIn(client, [...liveStatuses, 'DELETED']);
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
    // The status has changed since the list was read. The next round reads the new status.
    const hasChanged = error instanceof ProblemError && ['invalid_state', 'not_found'].includes(error.code);
    if (!hasChanged) throw error;
  }
}

/** Purges the voices and returns how many the workflow reports as purged. */
async function purgeVoices(
  deployment: Deployment,
  voiceIds: readonly string[],
  deadline: number,
): Promise<number> {
  const timeoutMs = Math.max(pauseMs, deadline - Date.now());
  const run = await runWorkflow(deployment, {
    machineOutput: 'PurgeVoicesStateMachineArn',
    input: { voiceIds, dryRun: false },
    timeoutMs,
  });
  return run.state === 'succeeded' ? countIn(run.output, 'purged') : 0;
}

function countIn(output: unknown, name: string): number {
  const count: unknown = typeof output === 'object' && output !== null ? Reflect.get(output, name) : 0;
  return typeof count === 'number' ? count : 0;
}

function countByStatus(voices: readonly VoiceView[]): PurgeAllResult['left'] {
  const counts: Partial<Record<Status, number>> = {};
  for (const { status } of voices) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
