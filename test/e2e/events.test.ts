import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VoiceClient } from '../../client/index.ts';
import { deleteVoice, designVoice, voicesOfProject } from '../../examples/design-a-voice.ts';
import { listen } from '../../examples/listen-for-voice-ready.ts';
import { requestDeletion, requestVoice } from '../../examples/request-by-event.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import { codeBlocks, isDemoTranscript } from '../docs/support/code-blocks.ts';
import { expectAsPublished, type SeenEvent } from '../support/published-events.ts';
import { commandEnvironment } from '../support/run-folder.ts';
import { environmentForTools, examplePrograms } from './support/example-programs.ts';
import { LocalStack } from './support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
const requestedVoice = {
  family: 'qwen',
  targetModel: 'qwen3-tts-vd-2026-01-26',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
} as const;
let stack: LocalStack;
let bus: EventBridgeClient;
let sqs: SQSClient;
let busName = '';
let queueUrl = '';

beforeAll(async () => {
  stack = await LocalStack.start(folder, { args: ['--time-scale', '10'] });
  const { outputs } = stack.note;
  bus = new EventBridgeClient(clientSettings(stack.note));
  sqs = new SQSClient(clientSettings(stack.note, 'SQS'));
  busName = outputs.EventBusName ?? '';
  queueUrl = outputs.EventsQueueUrl ?? '';
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const message = z
  .object({
    'detail-type': z.string(),
    detail: z.looseObject({
      voice: z
        .looseObject({ voiceId: z.string(), requestKey: z.string().nullable(), createdBy: z.string() })
        .optional(),
      requestKey: z.string().nullish(),
      problem: z.looseObject({ code: z.string() }).optional(),
    }),
  })
  .transform(({ 'detail-type': detailType, detail }) => ({ detailType, detail }));
const taken: z.infer<typeof message>[] = [];

/** Receives events from the queue until one matches. Throws if an event differs from its published schema. */
async function until(wanted: (event: z.infer<typeof message>) => boolean) {
  for (;;) {
    const found = taken.find(wanted);
    if (found) return found;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      taken.push(message.parse(JSON.parse(Body)));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
    expectAsPublished(taken satisfies SeenEvent[]);
  }
}

const about = (detailType: string, requestKey: string) => (event: z.infer<typeof message>) =>
  event.detailType === detailType &&
  (event.detail.voice?.requestKey ?? event.detail.requestKey) === requestKey;

describe('requests by event', () => {
  it('create one voice for an event that is sent twice, and delete it', async () => {
    const once = { ...requestedVoice, previewText: 'Two requests, one voice.' };
    await Promise.all([
      requestVoice(busName, 'order-1', once, bus),
      requestVoice(busName, 'order-1', once, bus),
    ]);
    const { detail } = await until(about('Voice Ready', 'order-1'));
    expect(detail.voice).toMatchObject({ createdBy: 'event:example.shop' });
    const voiceId = detail.voice?.voiceId ?? '';

    await requestDeletion(busName, voiceId, bus);
    await until(about('Voice Deleted', 'order-1'));
    const { status, providerVoiceId } = await stack.api.get(voiceId);
    expect(status).toBe('DELETED');

    const made = (await stack.createsOf(once.previewText)).filter(({ voice }) => voice !== null);
    expect(made).toMatchObject([{ voice: providerVoiceId }]);
  });

  it('with invalid fields are answered with Voice Request Refused, which the terminal shows', async () => {
    await requestVoice(busName, 'order-2', { ...requestedVoice, previewText: ' ' }, bus);
    const { detail } = await until(about('Voice Request Refused', 'order-2'));
    expect(detail.problem).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/previewText' }] });
    await stack.prints(/Voice Creation Requested +refused +invalid_request, requested by example\.shop/);
  });

  it('do not include other events on the bus, which stay unanswered', async () => {
    const Entries = [{ EventBusName: busName, Source: 'shop', DetailType: 'Order Placed', Detail: '{}' }];
    await bus.send(new PutEventsCommand({ Entries }));
    await requestVoice(busName, 'order-3', { ...requestedVoice, targetModel: '' }, bus);
    await until(about('Voice Request Refused', 'order-3'));
    expect(taken.filter(({ detailType }) => detailType === 'Order Placed')).toEqual([]);
  });
});

it('the example for the queue receives the outcomes of requests', async () => {
  await requestVoice(busName, 'order-4', requestedVoice, bus);
  await requestVoice(busName, 'order-5', { ...requestedVoice, targetModel: 'cosyvoice-v3.5-plus' }, bus);
  const end = new AbortController();
  const received: string[] = [];
  const receive = async (requestKey: string | null, outcome: string) => {
    // Other tests of this file leave their events in the queue.
    if (requestKey !== 'order-4' && requestKey !== 'order-5') return;
    received.push(`${requestKey} ${outcome}`);
    if (received.length === 2) end.abort();
  };
  await listen(
    queueUrl,
    {
      ready: ({ requestKey, use }) => receive(requestKey, `ready: ${use.model}`),
      refused: (requestKey, code) => receive(requestKey, `refused: ${code}`),
    },
    new Set(),
    end.signal,
    sqs,
  );
  expect(received.sort()).toEqual([
    'order-4 ready: qwen3-tts-vd-2026-01-26',
    'order-5 refused: invalid_request',
  ]);
});

it('the example for the client creates, finds and deletes a voice', async () => {
  const { apiUrl, apiKey } = stack.note;
  const client = new VoiceClient({ apiUrl, apiKey });
  const use = await designVoice(apiUrl, apiKey, {
    ...requestedVoice,
    name: 'Harbour',
    labels: { project: 'example' },
  });
  expect(use).toMatchObject({ model: requestedVoice.targetModel });
  const [[voiceId = '', name] = []] = await voicesOfProject(client, 'example');
  expect(name).toBe('Harbour');
  expect(await deleteVoice(client, voiceId)).toBe(true);
  expect(await deleteVoice(client, '0'.repeat(26))).toBe(false);
});

describe('npm run env', () => environmentForTools(() => stack));

describe('the programs of examples/', () => examplePrograms(() => stack));

/** Returns lines without what differs between runs: times, measurements and ids. */
function generalLines(text: string): string[] {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) =>
    line
      .replace(/^ *[\d.]+ s/, 'n s')
      .replaceAll(/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, 'ID')
      .replaceAll(/(?<= )-?\d+(\.\d+)?(?= )/g, 'n')
      .replaceAll(/candidate \d/g, 'candidate n'),
  );
}

describe('npm run demo', () => {
  const demo = (state: string) =>
    promisify(execFile)(process.execPath, ['scripts/demo/main.ts', '--state', state], {
      env: commandEnvironment(),
    });

  it('designs three voices on the running stack and finds no differences', async () => {
    const { stdout, stderr } = await demo(folder);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Records, audio, events, the audition and the alias match\.\n$/);
    expect(stdout.match(/ preview /g)).toHaveLength(3);
    const shown = codeBlocks('README.md').find(isDemoTranscript)?.text ?? '';
    const from = stdout.indexOf('READY\n');
    expect(generalLines(stdout.slice(stdout.lastIndexOf('\n', from) + 1)).slice(0, -1)).toEqual(
      generalLines(shown),
    );
  });

  it('names the folder without a running stack', async () => {
    await expect(demo(join(folder, 'none'))).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^No stack is running in .*none\. Start one: npm start -- --state /),
    });
  });
});
