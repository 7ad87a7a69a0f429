import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { administrator } from '../../../../local/core/principal.ts';
import { SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { awkwardTexts } from '../../../support/awkward-text.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

describe('the local SQS', () => {
  let folder: TemporaryFolder;
  let service: SqsService;
  let client: SQSClient;
  let recorder: EventRecorder;

  const start = async (port = 0) => {
    recorder = new EventRecorder();
    service = new SqsService({ stateFolder: folder.path, access, observer: recorder.observe, port });
    await service.start();
    client = new SQSClient({
      endpoint: service.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
  };
  const stop = async () => {
    client.destroy();
    await service.stop();
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    await start();
  });
  afterEach(async () => {
    await stop();
    await folder.remove();
  });

  const queue = (properties: Readonly<Record<string, unknown>> = {}) =>
    deploy(service, 'Events', 'AWS::SQS::Queue', properties);
  const receive = async (QueueUrl: string, VisibilityTimeout?: number) =>
    (
      await client.send(
        new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout, MessageAttributeNames: ['All'] }),
      )
    ).Messages ?? [];

  it('reports a message and keeps it for its consumer', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', '{"a":1}', administrator, { RULE_ARN: 'arn:rule' });
    expect(recorder.events).toEqual([{ kind: 'messageReceived', queue: 'Stack-Events', body: '{"a":1}' }]);
    expect(await receive(ref)).toMatchObject([
      { Body: '{"a":1}', MessageAttributes: { RULE_ARN: { StringValue: 'arn:rule' } } },
    ]);
  });

  it('keeps messages over a restart, with a new queue URL unless the port is the same', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', 'first', administrator);
    const port = Number(new URL(service.url).port);
    await stop();
    await start();
    const moved = await queue();
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'Stack-Events' }));
    expect(moved.ref).toMatch(service.url);
    await stop();
    await start(port);
    expect((await queue()).ref).toBe(ref);
    expect(await receive(ref)).toMatchObject([{ Body: 'first' }]);
    expect(QueueUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\/Stack-Events$|^http:\/\/sqs\./);
  });

  it('returns a message again after its visibility timeout, and finally moves it to the dead-letter queue', async () => {
    const dead = await deploy(service, 'Dead', 'AWS::SQS::Queue');
    const { ref } = await queue({
      VisibilityTimeout: '45',
      RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 1 },
    });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: ref, AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '45' });
    await client.send(new SendMessageCommand({ QueueUrl: ref, MessageBody: 'poison' }));
    expect(await receive(ref, 0)).toHaveLength(1);
    expect(await receive(ref, 0)).toHaveLength(0);
    expect(await receive(dead.ref)).toMatchObject([{ Body: 'poison' }]);
  });

  it('returns a message at once after its consumer releases it, also over a restart', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', 'released', administrator);
    const release = async () => {
      const [message] = await receive(ref, 600);
      expect(message).toMatchObject({ Body: 'released' });
      const { ReceiptHandle } = message ?? {};
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: ref, ReceiptHandle, VisibilityTimeout: 0 }),
      );
    };
    await release();
    await release();
    const port = Number(new URL(service.url).port);
    await stop();
    await start(port);
    await queue();
    await release();
  });

  it('deletes a consumed message', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', 'once', administrator);
    const [message] = await receive(ref, 0);
    await client.send(new DeleteMessageCommand({ QueueUrl: ref, ReceiptHandle: message?.ReceiptHandle }));
    expect(await receive(ref)).toEqual([]);
  });

  it('removes a redrive policy that is no longer in the template', async () => {
    const dead = await deploy(service, 'Dead', 'AWS::SQS::Queue');
    await queue({ RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 1 } });
    const { ref } = await queue();
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: ref, AttributeNames: ['All'] }),
    );
    expect(Attributes).not.toHaveProperty('RedrivePolicy');
  });

  it('refuses to send to a missing queue, or a message that is too large', async () => {
    const { attributes } = await queue({ MaximumMessageSize: 1024 });
    await expect(
      service.send('arn:aws:sqs:us-east-1:000000000000:missing', 'x', administrator),
    ).rejects.toMatchObject({
      type: 'QueueDoesNotExist',
    });
    await expect(service.send(attributes.Arn ?? '', 'x'.repeat(1025), administrator)).rejects.toMatchObject({
      type: 'InvalidParameterValue',
    });
  });

  it.each([...awkwardTexts, '\ufffd', '\t\r\n'])('accepts %j and returns it unchanged', async (body) => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', body, administrator);
    await client.send(new SendMessageCommand({ QueueUrl: ref, MessageBody: body }));
    const received = [...(await receive(ref)), ...(await receive(ref))];
    expect(received.map(({ Body }) => Body)).toEqual([body, body]);
  });

  it.each(['\u0000', '\u001f', '\ufffe', '\uffff', 'a\ud800', '\udc00b'])(
    'refuses %j, like SQS',
    async (body) => {
      const { ref, attributes } = await queue();
      await expect(service.send(attributes.Arn ?? '', body, administrator)).rejects.toMatchObject({
        type: 'InvalidMessageContents',
      });
      expect(await receive(ref)).toEqual([]);
    },
  );

  describe('the redrive of a dead-letter queue', () => {
    const dead = () => deploy(service, 'Dead', 'AWS::SQS::Queue');
    const withDead = async (logicalId = 'Events') => {
      const { ref, attributes } = await dead();
      const RedrivePolicy = { deadLetterTargetArn: attributes.Arn, maxReceiveCount: 3 };
      const source = await deploy(service, logicalId, 'AWS::SQS::Queue', { RedrivePolicy });
      return { deadUrl: ref, SourceArn: attributes.Arn ?? '', source };
    };
    const finished = async (SourceArn: string) => {
      for (;;) {
        const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn }));
        if (Results[0]?.Status !== 'RUNNING') return Results;
      }
    };

    it('sends every message with its attributes back to its source queue', async () => {
      const { SourceArn, source, deadUrl } = await withDead();
      for (let number = 0; number < 12; number++) {
        await service.send(SourceArn, `message ${number}`, administrator, { RULE_ARN: 'arn:rule' });
      }
      const { TaskHandle } = await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      expect(TaskHandle).toBeDefined();
      expect(await finished(SourceArn)).toMatchObject([
        {
          Status: 'COMPLETED',
          SourceArn,
          ApproximateNumberOfMessagesMoved: 12,
          ApproximateNumberOfMessagesToMove: 12,
          StartedTimestamp: expect.any(Number),
        },
      ]);
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: source.ref, AttributeNames: ['All'] }),
      );
      expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '12' });
      expect(await receive(source.ref)).toMatchObject([
        { Body: 'message 0', MessageAttributes: { RULE_ARN: { StringValue: 'arn:rule' } } },
      ]);
      expect(await receive(deadUrl)).toEqual([]);
    });

    it('sends messages to another queue on request', async () => {
      const { SourceArn } = await withDead();
      const other = await deploy(service, 'Other', 'AWS::SQS::Queue');
      await service.send(SourceArn, 'lost', administrator);
      const DestinationArn = other.attributes.Arn;
      await client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
      expect(await finished(SourceArn)).toMatchObject([{ DestinationArn, Status: 'COMPLETED' }]);
      expect(await receive(other.ref)).toMatchObject([{ Body: 'lost' }]);
    });

    it('is refused for a missing queue, and for one that is no dead-letter queue', async () => {
      const { attributes } = await dead();
      const refused = (SourceArn: string) => client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await expect(refused(attributes.Arn ?? '')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
      await expect(refused('arn:aws:sqs:us-east-1:000000000000:missing')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });

    it('requires a destination if two queues share the dead-letter queue', async () => {
      const { SourceArn } = await withDead();
      await withDead('Others');
      await expect(client.send(new StartMessageMoveTaskCommand({ SourceArn }))).rejects.toThrow(
        /DestinationArn is required/,
      );
    });
  });
});
