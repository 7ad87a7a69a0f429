import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { isSettled, VoiceClient, type VoiceView } from '../../client/index.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import type { LocalStack } from '../e2e/support/local-stack.ts';

const nothing = z.literal(0);
/** What a dry run of reconciliation counts where there is nothing to do. */
const nothingToDo = z.object({
  recovered: z.object({
    ...{ started: nothing, restarted: nothing, running: nothing, failed: nothing, resent: nothing },
  }),
  lists: z.array(
    z.object({
      report: z.object({
        ...{ waiting: nothing, adopted: nothing, deleted: nothing, missing: nothing, orphans: nothing },
        ...{ unrecorded: nothing, failed: nothing },
      }),
    }),
  ),
});

/**
 * Waits until nobody has anything left to do: every voice is settled, and reconciliation, asked, would do nothing.
 *
 * @returns all voices
 * @throws Error that says what is left, after so long
 */
export async function atRest(stack: LocalStack, patienceMs: number): Promise<readonly VoiceView[]> {
  const client = new VoiceClient({ apiUrl: stack.note.apiUrl, apiKey: stack.note.apiKey });
  for (const begun = Date.now(); ; await sleep(500)) {
    const voices: VoiceView[] = [];
    for await (const voice of client.listVoices()) voices.push(voice);
    const open = voices.filter(({ status }) => !isSettled(status));
    const left = open.length > 0 ? '' : await leftToDo(stack);
    if (open.length === 0 && left === '') return voices;
    if (Date.now() - begun > patienceMs) {
      const names = open.map(({ voiceId, status }) => `${voiceId} ${status}`);
      throw new Error(`not at rest: ${[...names, left].filter(Boolean).join(', ')}`);
    }
  }
}

async function leftToDo({ note }: LocalStack): Promise<string> {
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
    else return nothingToDo.safeParse(JSON.parse(output)).success ? '' : output;
  }
}
