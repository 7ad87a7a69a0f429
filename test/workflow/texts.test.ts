import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readVoiceRequest } from '../../lambdas/shared/http/read-voice-request.ts';
import { readRequest } from '../../lambdas/shared/http/request.ts';
import { parseVoiceRequest } from '../../lambdas/shared/validation/voice-request.ts';
import { administrator } from '../../local/core/principal.ts';
import { EventsService } from '../../local/services/events/events-service.ts';
import { SqsService } from '../../local/services/sqs/sqs-service.ts';
import { deploy } from '../local/services/support/resources.ts';
import { anyText } from '../support/any-text.ts';
import { awkwardTexts, inheritedNames } from '../support/awkward-text.ts';
import fc from '../support/fast-check.ts';
import { proxyEvent } from '../support/http-events.ts';
import { access, credentials } from '../support/local-credentials.ts';
import { cosyvoice, qwen, settingsBeforeRetirement as settings } from '../support/voice-requests.ts';
import { WorkflowHarness } from './workflow-harness.ts';

const delivered = z.object({
  detail: z.object({
    voice: z.object({ name: z.string(), labels: z.record(z.string(), z.string()), requestKey: z.string() }),
  }),
});

let harness: WorkflowHarness;
let queue: EventsQueue;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
  queue = await EventsQueue.open();
});
afterAll(async () => {
  await queue.close();
  await harness.close();
});

/** The stack's bus and the rule that sends the voices' events to a queue. */
class EventsQueue {
  readonly bus: EventsService;
  readonly #queues: SqsService;
  readonly #folder = mkdtempSync(join(tmpdir(), 'events-queue-'));
  #url = '';

  private constructor() {
    const observer = () => undefined;
    const nowhere = async () => undefined;
    this.#queues = new SqsService({ stateFolder: this.#folder, observer, access });
    this.bus = new EventsService({
      registry: { serve: () => undefined },
      observer,
      queues: this.#queues,
      functions: { invokeAsync: nowhere },
      machines: { startExecution: nowhere },
      access,
    });
  }

  static async open(): Promise<EventsQueue> {
    const opened = new EventsQueue();
    await opened.#queues.start();
    const { ref, attributes } = await deploy(opened.#queues, 'Events', 'AWS::SQS::Queue');
    opened.#url = ref;
    await deploy(opened.bus, 'Bus', 'AWS::Events::EventBus', { Name: 'voices' });
    await deploy(opened.bus, 'Rule', 'AWS::Events::Rule', {
      EventBusName: 'voices',
      EventPattern: { source: ['voice-design'] },
      Targets: [{ Id: 'Target0', Arn: attributes.Arn }],
    });
    return opened;
  }

  /** Receives and deletes every message, as a consumer does. */
  async take() {
    const client = new SQSClient({ endpoint: this.#queues.url, region: 'us-east-1', credentials });
    const events: z.infer<typeof delivered>[] = [];
    for (;;) {
      const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl: this.#url }));
      if (Messages.length === 0) break;
      for (const { Body = '', ReceiptHandle } of Messages) {
        events.push(delivered.parse(JSON.parse(Body)));
        await client.send(new DeleteMessageCommand({ QueueUrl: this.#url, ReceiptHandle }));
      }
    }
    client.destroy();
    return events;
  }

  async close(): Promise<void> {
    await this.#queues.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const permitted = (parts: object) => parseVoiceRequest({ ...cosyvoice, ...parts }, settings).valid;

/** Returns a request with as many of the texts as labels as a voice may have, and with a name of those that fit. */
function named(texts: readonly string[]) {
  let name = 'n';
  let labels: Readonly<Record<string, string>> = {};
  for (const text of texts) {
    if (permitted({ name: name + text })) name += text;
    const more = { ...labels, [text]: text };
    if (permitted({ labels: more })) labels = more;
  }
  return { name, labels };
}

const generated = (seed: number) => fc.sample(anyText({ maxLength: 12 }), { numRuns: 200, seed });

describe('a name, labels and a request key', () => {
  it.each<[string, object, readonly string[]]>([
    ['texts that have a meaning somewhere', cosyvoice, awkwardTexts],
    ['names that every object inherits', qwen, inheritedNames],
    ['any permitted text', cosyvoice, generated(1)],
    ['any permitted text, for a voice without a review', qwen, generated(2)],
  ])('with %s reach the queue unchanged', async (_, valid, texts) => {
    const { name, labels } = named(texts);
    expect(Object.keys(labels).length).toBeGreaterThan(15);
    const { request } = readVoiceRequest(
      readRequest(
        proxyEvent({
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...valid, name, labels }),
        }),
      ),
      settings,
    );
    await harness.reset();
    const { execution, announced } = await harness.design({ ...request, requestKey: name });
    expect(execution.status).toBe('SUCCEEDED');
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);

    const announcing = harness.events.filter(({ source }) => source === 'voice-design');
    for (const event of announcing) await queue.bus.publish({ ...event, busName: 'voices' }, administrator);
    const events = await queue.take();
    expect(events.map(({ detail }) => detail.voice)).toEqual([
      { name, labels, requestKey: name },
      { name, labels, requestKey: name },
    ]);
  });
});
