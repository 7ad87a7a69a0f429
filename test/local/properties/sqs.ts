import { expect } from '@jest/globals';
import { z } from 'zod';
import { attribute, type Declared, type Fixture, ref, resource } from './fixture.ts';
import { casesOf, changes } from './property-case.ts';

const messages = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });
const queue = (properties: object = {}): Declared => resource('AWS::SQS::Queue', { ...properties });

async function deployQueue(fixture: Fixture, properties: object): Promise<string> {
  const { Url = '' } = await fixture.deploy({ Queue: queue(properties) }, { Url: ref('Queue') });
  return Url;
}

async function send(fixture: Fixture, QueueUrl: string, MessageBody = 'message'): Promise<unknown> {
  const { status, body } = await fixture.call('AmazonSQS.SendMessage', { QueueUrl, MessageBody });
  return status === 200 ? 'accepted' : body.message;
}

export async function receive(fixture: Fixture, QueueUrl: string, options: object = {}): Promise<string[]> {
  const { body } = await fixture.call('AmazonSQS.ReceiveMessage', { QueueUrl, ...options });
  return messages.parse(body).Messages.map(({ Body }) => Body);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const sqsCases = casesOf('AWS::SQS::Queue', {
  DelaySeconds: changes(
    async (fixture, DelaySeconds: number) => {
      const url = await deployQueue(fixture, { DelaySeconds });
      await send(fixture, url);
      return receive(fixture, url);
    },
    [0, ['message']],
    [900, []],
  ),
  MaximumMessageSize: changes(
    async (fixture, MaximumMessageSize: number) =>
      send(fixture, await deployQueue(fixture, { MaximumMessageSize }), 'x'.repeat(1_025)),
    [1_025, 'accepted'],
    [1_024, expect.stringContaining('Message must be shorter than 1024 bytes')],
  ),
  QueueName: changes(
    async (fixture, QueueName: string) => {
      await deployQueue(fixture, { QueueName });
      return (await fixture.call('AmazonSQS.GetQueueUrl', { QueueName: 'named-queue' })).status;
    },
    ['other-queue', 400],
    ['named-queue', 200],
  ),
  ReceiveMessageWaitTimeSeconds: changes(
    async (fixture, ReceiveMessageWaitTimeSeconds: number) => {
      const url = await deployQueue(fixture, { ReceiveMessageWaitTimeSeconds });
      const receiving = receive(fixture, url);
      // The service answers a call without a wait before it receives the next one.
      await receive(fixture, url, { WaitTimeSeconds: 0 });
      await send(fixture, url);
      return receiving;
    },
    [0, []],
    [20, ['message']],
  ),
  'RedrivePolicy.deadLetterTargetArn': changes(
    async (fixture, target: string) => {
      const RedrivePolicy = { deadLetterTargetArn: attribute(target), maxReceiveCount: 1 };
      const { Url = '', One = '' } = await fixture.deploy(
        { Queue: queue({ RedrivePolicy, VisibilityTimeout: 0 }), One: queue(), Other: queue() },
        { Url: ref('Queue'), One: ref('One') },
      );
      await send(fixture, Url);
      await receive(fixture, Url);
      await receive(fixture, Url);
      return receive(fixture, One);
    },
    ['One', ['message']],
    ['Other', []],
  ),
  'RedrivePolicy.maxReceiveCount': changes(
    async (fixture, maxReceiveCount: number) => {
      const RedrivePolicy = { deadLetterTargetArn: attribute('Dead'), maxReceiveCount };
      const { Url = '' } = await fixture.deploy(
        { Queue: queue({ RedrivePolicy, VisibilityTimeout: 0 }), Dead: queue() },
        { Url: ref('Queue') },
      );
      await send(fixture, Url);
      await receive(fixture, Url);
      return receive(fixture, Url);
    },
    [1, []],
    [2, ['message']],
  ),
  VisibilityTimeout: changes(
    async (fixture, VisibilityTimeout: number) => {
      const url = await deployQueue(fixture, { VisibilityTimeout });
      await send(fixture, url);
      await receive(fixture, url);
      return receive(fixture, url);
    },
    [30, []],
    [0, ['message']],
  ),
});
