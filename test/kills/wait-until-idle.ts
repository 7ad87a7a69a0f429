import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { isSettled, VoiceClient, type VoiceView } from '../../client/index.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { LocalStack } from '../e2e/support/local-stack.ts';
import { storedItems, unfinishedItems } from './stored-items.ts';

const none = z.literal(0);
/** Output of a dry run of reconciliation that has found nothing to do. */
const idleOutput = z.object({
  recovered: z.object({
    started: none,
    restarted: none,
    running: none,
    failed: none,
    resent: none,
  }),
  lists: z.array(
    z.object({
      report: z.object({
        waiting: none,
        adopted: none,
        deleted: none,
        missing: none,
        orphans: none,
        unrecorded: none,
        failed: none,
      }),
    }),
  ),
});

/**
 * Waits until every voice is settled, no audition or alias has unfinished work, and a dry run of reconciliation finds
 * nothing to do.
 *
 * @returns all voices
 * @throws Error with what is not finished, or with the output of reconciliation, after the timeout
 */
export async function waitUntilIdle(stack: LocalStack, timeoutMs: number): Promise<readonly VoiceView[]> {
  const client = new VoiceClient({ apiUrl: stack.note.apiUrl, apiKey: stack.note.apiKey });
  for (const startedAt = Date.now(); ; await sleep(500)) {
    const voices: VoiceView[] = [];
    for await (const voice of client.listVoices()) voices.push(voice);
    const unsettled = voices
      .filter(({ status }) => !isSettled(status))
      .map(({ voiceId, status }) => `${voiceId} ${status}`);
    const unfinished = unsettled.length > 0 ? unsettled : unfinishedItems(await storedItems(stack.note));
    const remaining = unfinished.length > 0 ? unfinished.join() : await remainingWork(stack);
    if (remaining === '') return voices;
    if (Date.now() - startedAt > timeoutMs) throw new Error(`not idle: ${remaining}`);
  }
}

/** Returns the output of a dry run of reconciliation, or an empty text if it has found nothing to do. */
async function remainingWork({ note }: LocalStack): Promise<string> {
  const { outputs } = note;
  const client = new SFNClient(clientSettings(note));
  const { executionArn } = await client.send(
    new StartExecutionCommand({
      stateMachineArn: outputs.ReconcileVoicesStateMachineArn,
      input: '{"dryRun":true}',
    }),
  );
  for (;;) {
    const { status, output = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING') await sleep(100);
    else if (status !== 'SUCCEEDED') return `reconciliation ${status}`;
    else return idleOutput.safeParse(JSON.parse(output)).success ? '' : output;
  }
}
