import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Fixture, ref, resource, startFixture } from '../../properties/fixture.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxBytes = 1_048_576;
let stop: () => Promise<void>;
let run: Fixture;
let QueueUrl: string;

beforeAll(async () => {
  const started = await startFixture();
  stop = started.stop;
  run = started.createRun();
  QueueUrl = (await run.deploy({ Queue: resource('AWS::SQS::Queue') }, { url: ref('Queue') })).url ?? '';
});
afterAll(() => stop());

type Request = readonly [operation: string, input: object];

async function outcome([operation, input]: Request): Promise<unknown> {
  const { status, body } = await run.call(`AmazonSQS.${operation}`, { QueueUrl, ...input });
  return status === 200 ? 'accepted' : { type: String(body.__type).split('#').at(-1), message: body.message };
}

const text = (length: number) => 'x'.repeat(length);
const message = (MessageBody: string, more: object = {}): Request => [
  'SendMessage',
  { MessageBody, ...more },
];
const attributes = (count: number) => ({
  MessageAttributes: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'v' }]),
  ),
});
const batch = (bodies: readonly string[], id = (index: number) => `id-${index}`): Request => [
  'SendMessageBatch',
  { Entries: bodies.map((MessageBody, index) => ({ Id: id(index), MessageBody })) },
];
const bodies = (count: number) => Array.from({ length: count }, () => 'body');

describe('a limit of SQS', () => {
  it.each<[string, Request, Request, { type: string; message: string }]>([
    [
      'the size of a message',
      message(text(maxBytes)),
      message(text(maxBytes + 1)),
      {
        type: 'InvalidParameterValue',
        message: 'One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.',
      },
    ],
    [
      'the number of attributes of a message',
      message('body', attributes(10)),
      message('body', attributes(11)),
      {
        type: 'InvalidParameterValue',
        message: 'Number of message attributes [11] exceeds the allowed maximum [10].',
      },
    ],
    [
      'the delay of a message',
      message('body', { DelaySeconds: 900 }),
      message('body', { DelaySeconds: 901 }),
      {
        type: 'InvalidParameterValue',
        message:
          'Value 901 for parameter DelaySeconds is invalid. Reason: Must be between 0 and 900, if provided.',
      },
    ],
    [
      'the number of messages of a batch',
      batch(bodies(10)),
      batch(bodies(11)),
      {
        type: 'TooManyEntriesInBatchRequest',
        message: 'Maximum number of entries per request are 10.',
      },
    ],
    [
      'the size of a batch',
      batch([text(maxBytes / 2), text(maxBytes / 2)]),
      batch([text(maxBytes / 2), text(maxBytes / 2 + 1)]),
      { type: 'BatchRequestTooLong', message: 'Batch requests cannot be longer than 1048576 bytes.' },
    ],
    [
      'the length of the id of a batch entry',
      batch(['body'], () => text(80)),
      batch(['body'], () => text(81)),
      {
        type: 'InvalidBatchEntryId',
        message:
          'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      },
    ],
    [
      'the number of received messages',
      ['ReceiveMessage', { MaxNumberOfMessages: 10 }],
      ['ReceiveMessage', { MaxNumberOfMessages: 11 }],
      {
        type: 'InvalidParameterValue',
        message:
          'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
      },
    ],
    [
      'a missing body',
      message('body'),
      ['SendMessage', {}],
      { type: 'MissingParameter', message: 'The request must contain the parameter MessageBody.' },
    ],
    [
      'an unknown attribute',
      ['GetQueueAttributes', { AttributeNames: ['QueueArn'] }],
      ['GetQueueAttributes', { AttributeNames: ['Arn'] }],
      { type: 'InvalidAttributeName', message: 'Unknown Attribute Arn.' },
    ],
  ])('is %s', async (_limit, accepted, refused, error) => {
    expect(await outcome(accepted)).toBe('accepted');
    expect(await outcome(refused)).toEqual(error);
  });
});
