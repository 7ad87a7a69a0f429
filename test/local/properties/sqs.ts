import { expect } from '@jest/globals';
import { z } from 'zod';
import { casesOf, changes } from './property-case.ts';
import { attribute, type Declared, ref, resource, type World } from './world.ts';

const messages = z.object({ Messages: z.array(z.object({ Body: z.string() })).default([]) });
const queue = (properties: object = {}): Declared => resource('AWS::SQS::Queue', { ...properties });

async function deployQueue(world: World, properties: object): Promise<string> {
  const { Url = '' } = await world.deploy({ Queue: queue(properties) }, { Url: ref('Queue') });
  return Url;
}

async function send(world: World, QueueUrl: string, MessageBody = 'message'): Promise<unknown> {
  const { status, body } = await world.call('AmazonSQS.SendMessage', { QueueUrl, MessageBody });
  return status === 200 ? 'accepted' : body.message;
}

export async function receive(world: World, QueueUrl: string, options: object = {}): Promise<string[]> {
  const { body } = await world.call('AmazonSQS.ReceiveMessage', { QueueUrl, ...options });
  return messages.parse(body).Messages.map(({ Body }) => Body);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const sqsCases = casesOf('AWS::SQS::Queue', {
  DelaySeconds: changes(
    async (world, DelaySeconds: number) => {
      const url = await deployQueue(world, { DelaySeconds });
      await send(world, url);
      return receive(world, url);
    },
    [0, ['message']],
    [900, []],
  ),
  MaximumMessageSize: changes(
    async (world, MaximumMessageSize: number) =>
      send(world, await deployQueue(world, { MaximumMessageSize }), 'x'.repeat(1_025)),
    [1_025, 'accepted'],
    [1_024, expect.stringContaining('Message must be shorter than 1024 bytes')],
  ),
  QueueName: changes(
    async (world, QueueName: string) => {
      await deployQueue(world, { QueueName });
      return (await world.call('AmazonSQS.GetQueueUrl', { QueueName: 'named-queue' })).status;
    },
    ['other-queue', 400],
    ['named-queue', 200],
  ),
  ReceiveMessageWaitTimeSeconds: changes(
    async (world, ReceiveMessageWaitTimeSeconds: number) => {
      const url = await deployQueue(world, { ReceiveMessageWaitTimeSeconds });
      const receiving = receive(world, url);
      // The service answers a call without a wait before it receives the next one.
      await receive(world, url, { WaitTimeSeconds: 0 });
      await send(world, url);
      return receiving;
    },
    [0, []],
    [20, ['message']],
  ),
  'RedrivePolicy.deadLetterTargetArn': changes(
    async (world, target: string) => {
      const RedrivePolicy = { deadLetterTargetArn: attribute(target), maxReceiveCount: 1 };
      const { Url = '', One = '' } = await world.deploy(
        { Queue: queue({ RedrivePolicy, VisibilityTimeout: 0 }), One: queue(), Other: queue() },
        { Url: ref('Queue'), One: ref('One') },
      );
      await send(world, Url);
      await receive(world, Url);
      await receive(world, Url);
      return receive(world, One);
    },
    ['One', ['message']],
    ['Other', []],
  ),
  'RedrivePolicy.maxReceiveCount': changes(
    async (world, maxReceiveCount: number) => {
      const RedrivePolicy = { deadLetterTargetArn: attribute('Dead'), maxReceiveCount };
      const { Url = '' } = await world.deploy(
        { Queue: queue({ RedrivePolicy, VisibilityTimeout: 0 }), Dead: queue() },
        { Url: ref('Queue') },
      );
      await send(world, Url);
      await receive(world, Url);
      return receive(world, Url);
    },
    [1, []],
    [2, ['message']],
  ),
  VisibilityTimeout: changes(
    async (world, VisibilityTimeout: number) => {
      const url = await deployQueue(world, { VisibilityTimeout });
      await send(world, url);
      await receive(world, url);
      return receive(world, url);
    },
    [30, []],
    [0, ['message']],
  ),
});
