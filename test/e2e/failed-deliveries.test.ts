import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { VoiceClient } from '../../client/index.ts';
import { eventSource } from '../../lambdas/shared/contract.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import { readOptions } from '../../scripts/start/options.ts';
import { settingsOf } from '../../scripts/start/settings.ts';
import { configuredSettings } from '../../scripts/start/synthesize.ts';
import { synthesizedAssembly } from '../support/assembly.ts';
import { LocalStack } from './support/local-stack.ts';
import { quickRequest } from './support/routes.ts';

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
const template = join(folder, 'cdk.out', 'VoiceDesign.template.json');
const args = ['--time-scale', '100'];
let stack: LocalStack;
let sqs: SQSClient;

beforeAll(async () => {
  const assembly = await synthesizedAssembly(settingsOf(readOptions(args), {}, configuredSettings('.')));
  cpSync(assembly, join(folder, 'cdk.out'), { recursive: true });
  writeFileSync(template, JSON.stringify(withoutDeliveries(readTemplate())));
  stack = await LocalStack.start(folder, { args });
  sqs = new SQSClient(clientSettings(stack.note, 'SQS'));
});
afterAll(async () => {
  sqs.destroy();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

function readTemplate(): z.infer<typeof templateSchema> {
  return templateSchema.parse(JSON.parse(readFileSync(template, 'utf8')));
}

/**
 * Returns the template without the permissions of rules and schedules on their targets, and with schedules that fire
 * every minute. The permissions on the dead-letter queues stay.
 */
function withoutDeliveries({ Resources, ...rest }: z.infer<typeof templateSchema>): unknown {
  const left = Object.entries(Resources).flatMap(([id, resource]) => {
    const { Type, Properties } = resource;
    if (Type === 'AWS::Lambda::Permission' && Properties.Principal === 'events.amazonaws.com') return [];
    if (Type === 'AWS::SQS::QueuePolicy' && id.startsWith('VoiceDesignEventsQueuePolicy')) return [];
    if (Type === 'AWS::Scheduler::Schedule') Properties.ScheduleExpression = 'rate(1 minute)';
    const isStarter = /^SchedulerRole|EventsRoleDefaultPolicy/.test(id);
    const changed: unknown = isStarter
      ? JSON.parse(JSON.stringify(resource).replace('states:StartExecution', 'states:StopExecution'))
      : resource;
    return [[id, changed]];
  });
  return { ...rest, Resources: Object.fromEntries(left) };
}

/** Waits for a message in a dead-letter queue, with an attribute if one is named. */
async function deadLetter(name: string, attribute?: string): Promise<void> {
  const QueueUrl = stack.note.outputs.DeadLetterQueueUrls?.split(',').find((url) => url.includes(name));
  for (;;) {
    const receive = {
      QueueUrl,
      WaitTimeSeconds: 20,
      MaxNumberOfMessages: 10,
      MessageAttributeNames: ['All'],
    };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
    if (Messages.some(({ MessageAttributes = {} }) => !attribute || attribute in MessageAttributes)) return;
  }
}

describe('a dead-letter queue receives an event that cannot be delivered', () => {
  const voice = { aliases: ['narrator'], remakeOf: null, auditionId: 'an-audition', deletedBecause: null };

  it.each([
    ['VoiceRequests', 'Voice Creation Requested', {}],
    ['Auditions', 'Voice Ready', { voice }],
    ['AliasEvents', 'Voice Ready', { voice }],
  ])('by the rule %s', async (rule, DetailType, detail) => {
    const { EventBusName } = stack.note.outputs;
    const bus = new EventBridgeClient(clientSettings(stack.note));
    const entry = { EventBusName, Source: eventSource, DetailType, Detail: JSON.stringify(detail) };
    await bus.send(new PutEventsCommand({ Entries: [entry] }));
    bus.destroy();
    await deadLetter(`${rule}Undelivered`, 'RULE_ARN');
  });

  it('by the rule on executions', async () => {
    const states = new SFNClient(clientSettings(stack.note));
    const stateMachineArn = stack.note.outputs.DesignVoiceStateMachineArn;
    await states.send(new StartExecutionCommand({ stateMachineArn, input: '{"voiceId":"unknown"}' }));
    states.destroy();
    await deadLetter('ExecutionStatusUndelivered', 'RULE_ARN');
  });

  it('to the events queue, and by the rule that starts sweeps', async () => {
    const { apiUrl, apiKey } = stack.note;
    await new VoiceClient({ apiUrl, apiKey }).create(quickRequest);
    await deadLetter('VoiceDesignEventsUndelivered', 'RULE_ARN');
    await deadLetter('SweepsUndelivered', 'RULE_ARN');
  });

  it.each(['Sweeps', 'PurgeSchedule', 'ReconcileSchedule'])('by the schedule %s', async (schedule) => {
    await deadLetter(`${schedule}Undelivered`, 'SCHEDULE_ARN');
  });
});

describe('an on-failure queue receives an event after three failures', () => {
  it.each([
    ['SettleExecution', 'ExecutionStatusFailed'],
    ['ReceiveVoiceRequest', 'VoiceRequestsFailed'],
    ['AdvanceAudition', 'AuditionsFailed'],
    ['AdvanceAliases', 'AliasEventsFailed'],
  ])('in %s', async (construct, queue) => {
    const [logicalId] = Object.keys(readTemplate().Resources).filter((id) =>
      id.startsWith(`VoiceDesign${construct}Function`),
    );
    const lambda = new LambdaClient(clientSettings(stack.note));
    // Each of the functions refuses an event without content.
    const { StatusCode } = await lambda.send(
      new InvokeCommand({ FunctionName: `VoiceDesign-${logicalId}`, InvocationType: 'Event', Payload: '{}' }),
    );
    lambda.destroy();
    expect(StatusCode).toBe(202);
    await deadLetter(queue);
  });
});
