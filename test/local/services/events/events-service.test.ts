import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { administrator } from '../../../../local/core/principal.ts';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { EventsService } from '../../../../local/services/events/events-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { SentMessages } from '../support/sent-messages.ts';

const queue = 'arn:aws:sqs:us-east-1:000000000000:events';
const dead = 'arn:aws:sqs:us-east-1:000000000000:dead';
const settleFunction = 'arn:aws:lambda:us-east-1:000000000000:function:settle';
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:purge';

describe('the local EventBridge', () => {
  let server: AwsJsonServer;
  let service: EventsService;
  let client: EventBridgeClient;
  let queues: SentMessages;
  let recorder: EventRecorder;
  let deliveries: { arn: string; input: unknown }[];

  beforeEach(async () => {
    server = new AwsJsonServer({ access });
    await server.start();
    queues = new SentMessages();
    recorder = new EventRecorder();
    deliveries = [];
    const accept = async (arn: string, input: unknown) => {
      if (arn.endsWith(':gone')) throw new AwsError('ResourceNotFoundException', 'Function not found');
      deliveries.push({ arn, input });
    };
    service = new EventsService({
      registry: server,
      observer: recorder.observe,
      queues,
      functions: { invokeAsync: accept },
      machines: { startExecution: accept },
      access,
    });
    await service.start();
    await deploy(service, 'Bus', 'AWS::Events::EventBus', { Name: 'voices' });
    client = new EventBridgeClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  const rule = (
    target: Readonly<Record<string, unknown>>,
    properties: Readonly<Record<string, unknown>> = {},
  ) =>
    deploy(service, 'Rule', 'AWS::Events::Rule', {
      EventBusName: 'voices',
      EventPattern: { source: ['voice-design'] },
      Targets: [{ Id: 'Target0', ...target }],
      ...properties,
    });
  const entry = (changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
    EventBusName: 'voices',
    Source: 'voice-design',
    DetailType: 'Voice Ready',
    Detail: '{"voiceId":"v1","count":2,"note":"a \\"b\\""}',
    Resources: ['arn:x'],
    Time: new Date('2026-11-24T10:00:00.123Z'),
    ...changes,
  });
  const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));

  it('delivers a matching event to the queue before PutEvents returns', async () => {
    await rule({ Arn: queue });
    const { FailedEntryCount, Entries } = await put(entry());
    expect(FailedEntryCount).toBe(0);
    expect(queues.all.map(({ queueArn, body }) => ({ queueArn, event: JSON.parse(body) }))).toEqual([
      {
        queueArn: queue,
        event: {
          version: '0',
          id: Entries?.[0]?.EventId,
          'detail-type': 'Voice Ready',
          source: 'voice-design',
          account: '000000000000',
          time: '2026-11-24T10:00:00Z',
          region: 'us-east-1',
          resources: ['arn:x'],
          detail: { voiceId: 'v1', count: 2, note: 'a "b"' },
        },
      },
    ]);
    expect(recorder.ofKind('eventPublished')).toMatchObject([{ bus: 'voices', detailType: 'Voice Ready' }]);
  });

  it('accepts a bus by its ARN, and keeps buses separate', async () => {
    await rule({ Arn: queue });
    await put(entry({ EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/voices' }));
    await put(entry({ EventBusName: 'default' }));
    expect(queues.all).toHaveLength(1);
  });

  it('skips disabled rules and rules that do not match', async () => {
    await rule({ Arn: queue }, { State: 'DISABLED' });
    await rule({ Arn: dead }, { EventPattern: { source: ['other'] } });
    await put(entry());
    expect(queues.all).toEqual([]);
  });

  it("publishes the runner's own service events on the default bus", async () => {
    await rule(
      { Arn: settleFunction },
      { EventBusName: undefined, EventPattern: { source: ['aws.states'] } },
    );
    const event = {
      busName: 'default',
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      detail: { status: 'FAILED' },
      resources: [],
    };
    const id = await service.publish(event, administrator);
    expect(deliveries).toMatchObject([{ arn: settleFunction, input: { id, detail: { status: 'FAILED' } } }]);
  });

  it('starts a state machine with the input of the target', async () => {
    await rule({ Arn: machine, Input: '{"dryRun":true}' });
    await put(entry());
    expect(deliveries).toEqual([{ arn: machine, input: { dryRun: true } }]);
  });

  it.each([
    ['a part of the event', { InputPath: '$.detail.voiceId' }, 'v1'],
    ['an element of a list', { InputPath: "$['resources'][0]" }, 'arn:x'],
    ['null for a path without a value', { InputPath: '$.detail.missing.field' }, null],
    [
      'a filled template',
      {
        InputTransformer: {
          InputPathsMap: {
            id: '$.detail.voiceId',
            n: '$.detail.count',
            note: '$.detail.note',
            no: '$.detail.no',
          },
          InputTemplate:
            '{"text":"voice <id> (<n>): <note><no>","n":<n>,"id":<id>,"no":<no>,"rule":"<aws.events.rule-name>","all":<aws.events.event.json>}',
        },
      },
      {
        text: 'voice v1 (2): a "b"',
        n: 2,
        id: 'v1',
        no: null,
        rule: 'Stack-Rule',
        all: expect.objectContaining({ source: 'voice-design' }),
      },
    ],
  ])('sends a target %s', async (_input, input, expected) => {
    await rule({ Arn: settleFunction, ...input });
    await put(entry());
    expect(deliveries).toEqual([{ arn: settleFunction, input: expected }]);
  });

  it("sends an event that a target refuses to the target's dead-letter queue", async () => {
    await rule({ Arn: `${settleFunction}:gone`, DeadLetterConfig: { Arn: dead } });
    expect((await put(entry())).FailedEntryCount).toBe(0);
    expect(queues.all).toMatchObject([
      {
        queueArn: dead,
        attributes: {
          ERROR_CODE: 'ResourceNotFoundException',
          TARGET_ARN: `${settleFunction}:gone`,
          RULE_ARN: expect.any(String),
        },
      },
    ]);
  });

  it('reports an event that neither the target nor a dead-letter queue received', async () => {
    await rule({ Arn: `${settleFunction}:gone` });
    await put(entry());
    expect(recorder.ofKind('deliveryFailed')).toEqual([
      {
        kind: 'deliveryFailed',
        rule: 'Stack-Rule',
        target: `${settleFunction}:gone`,
        reason: 'Function not found',
      },
    ]);
  });

  it('fails an entry that the target and its dead-letter queue refuse, after the other targets received it', async () => {
    await rule({ Arn: `${settleFunction}:gone`, DeadLetterConfig: { Arn: dead } });
    await deploy(service, 'Other', 'AWS::Events::Rule', {
      EventBusName: 'voices',
      EventPattern: { source: ['voice-design'] },
      Targets: [{ Id: 'Target0', Arn: machine }],
    });
    queues.send = async () => {
      throw new AwsError('InvalidMessageContents', 'Invalid characters found.');
    };
    const { FailedEntryCount, Entries } = await put(entry());
    expect(FailedEntryCount).toBe(1);
    expect(Entries).toEqual([
      { ErrorCode: 'InternalFailure', ErrorMessage: expect.stringContaining('Function not found') },
    ]);
    expect(deliveries).toHaveLength(1);
    expect(recorder.ofKind('deliveryFailed')).toHaveLength(1);
  });

  it('refuses entries individually, each with its reason', async () => {
    await rule({ Arn: queue });
    const { FailedEntryCount, Entries } = await put(
      entry({ Source: undefined }),
      entry({ DetailType: '' }),
      entry({ Detail: 'text' }),
      entry({ Detail: '[]' }),
      entry({ Source: 'aws.states' }),
      entry({ EventBusName: 'unknown' }),
      entry(),
    );
    expect(FailedEntryCount).toBe(6);
    expect(Entries?.map((result) => result.ErrorCode)).toEqual([
      'InvalidArgument',
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'NotAuthorizedForSourceException',
      'ResourceNotFoundException',
      undefined,
    ]);
    expect(queues.all).toHaveLength(1);
  });

  it('refuses a request whose entries have more than 1 MiB in total', async () => {
    await rule({ Arn: queue });
    const { Source, DetailType, Resources = [] } = entry({ Time: undefined });
    const others = Buffer.byteLength(`${Source}${DetailType}${Resources.join('')}{"t":""}`);
    const sized = (bytes: number) =>
      entry({ Time: undefined, Detail: JSON.stringify({ t: 'x'.repeat(bytes - others) }) });
    expect(await put(sized(524_288), sized(524_288))).toMatchObject({ FailedEntryCount: 0 });
    await expect(put(sized(524_288), sized(524_289))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  it.each([[[]], [Array.from({ length: 11 }, () => entry())]])(
    'refuses an empty list and more than ten entries',
    async (entries) => {
      await expect(put(...entries)).rejects.toMatchObject({ name: 'ValidationException' });
    },
  );

  it.each([
    ['EventPattern', { Arn: queue }, { EventPattern: { source: [{ regex: 'x' }] } }],
    ['EventPattern', { Arn: queue }, { EventPattern: undefined, ScheduleExpression: 'rate(1 hour)' }],
    ['Targets.0.Arn', { Arn: 'arn:aws:sns:us-east-1:000000000000:topic' }, {}],
    ['Targets.0', { Arn: queue, Input: '{}', InputPath: '$.detail' }, {}],
    ['State', { Arn: queue }, { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }],
    ['Targets.0.InputPath', { Arn: queue, InputPath: '$.detail.*' }, {}],
  ])('refuses a rule with an unsupported property: %s', async (property, target, properties) => {
    await expect(rule(target, properties)).rejects.toMatchObject({ logicalId: 'Rule', property });
  });
});
