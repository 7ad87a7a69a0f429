import {
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
import { SqsService } from '../../../../local/services/sqs/sqs-service.ts';
import { awkwardTexts } from '../../../support/awkward-text.ts';
import { accessKeyId, credentials } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

describe('SQS on the laptop', () => {
  let folder: TemporaryFolder;
  let service: SqsService;
  let client: SQSClient;
  let recorder: EventRecorder;

  const start = async (port = 0) => {
    recorder = new EventRecorder();
    service = new SqsService({ stateFolder: folder.path, accessKeyId, observer: recorder.observe, port });
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

  it('tells of a message that has landed and leaves it for its consumer', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', '{"a":1}', { RULE_ARN: 'arn:rule' });
    expect(recorder.events).toEqual([{ kind: 'messageReceived', queue: 'Stack-Events', body: '{"a":1}' }]);
    expect(await receive(ref)).toMatchObject([
      { Body: '{"a":1}', MessageAttributes: { RULE_ARN: { StringValue: 'arn:rule' } } },
    ]);
  });

  it('keeps messages over a restart; the queue is found at its new address, and at its old one if the port is the same', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', 'first');
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

  it('hands a message out again after its visibility time-out, and after the last time to the dead-letter queue', async () => {
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

  it('deletes what was consumed', async () => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', 'once');
    const [message] = await receive(ref, 0);
    await client.send(new DeleteMessageCommand({ QueueUrl: ref, ReceiptHandle: message?.ReceiptHandle }));
    expect(await receive(ref)).toEqual([]);
  });

  it('drops a redrive policy that left the template', async () => {
    const dead = await deploy(service, 'Dead', 'AWS::SQS::Queue');
    await queue({ RedrivePolicy: { deadLetterTargetArn: dead.attributes.Arn, maxReceiveCount: 1 } });
    const { ref } = await queue();
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: ref, AttributeNames: ['All'] }),
    );
    expect(Attributes).not.toHaveProperty('RedrivePolicy');
  });

  it('refuses to send to a queue that is not there, and what SQS would not take', async () => {
    const { attributes } = await queue({ MaximumMessageSize: 1024 });
    await expect(service.send('arn:aws:sqs:us-east-1:000000000000:nobody', 'x')).rejects.toMatchObject({
      type: 'QueueDoesNotExist',
    });
    await expect(service.send(attributes.Arn ?? '', 'x'.repeat(1025))).rejects.toMatchObject({
      type: 'InvalidParameterValue',
    });
  });

  it.each([...awkwardTexts, '\ufffd', '\t\r\n'])('takes %j, and gives it back as it is', async (body) => {
    const { ref, attributes } = await queue();
    await service.send(attributes.Arn ?? '', body);
    await client.send(new SendMessageCommand({ QueueUrl: ref, MessageBody: body }));
    const received = [...(await receive(ref)), ...(await receive(ref))];
    expect(received.map(({ Body }) => Body)).toEqual([body, body]);
  });

  it.each(['\u0000', '\u001f', '\ufffe', '\uffff', 'a\ud800', '\udc00b'])(
    'refuses %j as SQS does',
    async (body) => {
      const { ref, attributes } = await queue();
      await expect(service.send(attributes.Arn ?? '', body)).rejects.toMatchObject({
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

    it('puts every message back on the queue it came from, attributes and all', async () => {
      const { SourceArn, source, deadUrl } = await withDead();
      for (let number = 0; number < 12; number++) {
        await service.send(SourceArn, `message ${number}`, { RULE_ARN: 'arn:rule' });
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

    it('goes elsewhere if it is told to', async () => {
      const { SourceArn } = await withDead();
      const other = await deploy(service, 'Other', 'AWS::SQS::Queue');
      await service.send(SourceArn, 'lost');
      const DestinationArn = other.attributes.Arn;
      await client.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
      expect(await finished(SourceArn)).toMatchObject([{ DestinationArn, Status: 'COMPLETED' }]);
      expect(await receive(other.ref)).toMatchObject([{ Body: 'lost' }]);
    });

    it('is refused for a queue that is nobody’s dead-letter queue, and for one that is not there', async () => {
      const { attributes } = await dead();
      const refused = (SourceArn: string) => client.send(new StartMessageMoveTaskCommand({ SourceArn }));
      await expect(refused(attributes.Arn ?? '')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
      await expect(refused('arn:aws:sqs:us-east-1:000000000000:nobody')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    });

    it('is refused where two queues share it and none is named', async () => {
      const { SourceArn } = await withDead();
      await withDead('Others');
      await expect(client.send(new StartMessageMoveTaskCommand({ SourceArn }))).rejects.toThrow(
        /DestinationArn is needed/,
      );
    });
  });
});
