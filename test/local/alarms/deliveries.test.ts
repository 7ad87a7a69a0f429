import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { raisedByDeliveries, raisedByWorkflows } from '../../support/raised-alarms.ts';
import { synthesized } from '../../support/synthesized.ts';
import { FailingStack } from './failing-stack.ts';

/**
 * Incidents outside the workflows, on the template's queues, rules, schedules, functions and API. Each raises exactly the
 * alarms that docs/operations.md names for it.
 */
const raised = new Set<string>();
let stack: FailingStack;

/** Starts a stack for the tests of a block. */
function onStack(options: Parameters<typeof FailingStack.start>[0]): void {
  beforeAll(async () => {
    stack = await FailingStack.start(options);
  });
  beforeEach(() => stack.forget());
  afterAll(() => stack.stop());
}

async function expectRaised(...alarms: readonly [string, ...string[]]): Promise<void> {
  for (const alarm of alarms) await stack.untilRaised(alarm);
  expect(stack.raised).toEqual([...alarms].sort());
  for (const alarm of alarms) raised.add(alarm);
}

const ofVoice = (voice: object) => ({
  busName: 'VoiceDesign.VoiceDesign',
  source: 'voice-design',
  detailType: 'Voice Ready',
  detail: { voice: { voiceId: '01K5D3W8Q9XN4Z7T2M6R0VBCJY', ...voice } },
});
const ofCandidate = ofVoice({ auditionId: '01K5D3W8Q9XN4Z7T2M6R0VBCJZ', deletedBecause: null });
const ofAlias = ofVoice({ aliases: ['narrator'] });
const request = { ...ofVoice({}), source: 'shop', detailType: 'Voice Creation Requested' };
const ofExecution = () => ({
  busName: 'default',
  source: 'aws.states',
  detailType: 'Step Functions Execution Status Change',
  detail: { stateMachineArn: stack.outputs.DesignVoiceStateMachineArn, status: 'FAILED', name: 'voice' },
});

describe('functions that fail', () => {
  onStack({});

  it.each([
    ['a request', () => request, ['VoiceRequests.Failed']],
    ['a candidate of an audition', () => ofCandidate, ['Auditions.Failed']],
    ['a voice of an alias', () => ofAlias, ['AliasEvents.Failed']],
    // The voice of the execution is not settled either.
    ['an execution that has failed', ofExecution, ['ExecutionStatus.Failed', 'Service.Executions']],
  ] as const)('raise the alarm on the failed invocations for %s', async (_, event, [alarm, ...others]) => {
    await stack.publish(event());
    await expectRaised(alarm, ...others);
    for (const other of others) raised.delete(other);
  });
});

describe('an API whose functions fail', () => {
  onStack({});

  it('raises the alarm on errors at five responses of 5xx in two periods', async () => {
    const get = async () => (await fetch(stack.api('/health'))).status;
    // On a loaded machine, five requests can take longer than the period of the alarm, which is a second here.
    while (!stack.raised.includes('Service.ApiErrors')) {
      expect(await Promise.all(Array.from({ length: 5 }, get))).toEqual(Array(5).fill(503));
      await stack.untilEvaluated();
    }
    await expectRaised('Service.ApiErrors');
  });
});

describe('creates beyond the reserve', () => {
  onStack({});

  it('raise the alarm after a quarter of an hour of throttling', async () => {
    const create = 'VoiceDesign-VoiceDesignCreateVoiceFunction78FCE704';
    let isHeld = true;
    const held = stack.invoke(create, { holdMilliseconds: 8_000 }).finally(() => {
      isHeld = false;
    });
    while (isHeld && !stack.raised.includes('Service.ThrottledCreates')) {
      expect(await stack.invoke(create, {})).toBe(429);
      await stack.untilEvaluated();
    }
    await expectRaised('Service.ThrottledCreates');
    await held;
  });
});

describe('a consumer of the events queue', () => {
  onStack({});

  it('raises the alarm on poison if it receives an event ten times without deleting it', async () => {
    await stack.publish(ofVoice({}));
    const { EventsQueueUrl: QueueUrl } = stack.outputs;
    for (let times = 0; times < 10; times += 1) {
      expect(await stack.queues('ReceiveMessage', { QueueUrl, VisibilityTimeout: 0 })).toMatchObject({
        Messages: [expect.anything()],
      });
    }
    await stack.untilEvaluated();
    expect(stack.raised).toEqual([]);
    await stack.queues('ReceiveMessage', { QueueUrl, VisibilityTimeout: 0 });
    await expectRaised('Events.Poison');
  });
});

describe('targets that cannot be reached', () => {
  onStack({ without: [/^AWS::Lambda::/, /^AWS::StepFunctions::/] });

  it.each([
    ['a request', () => request, 'VoiceRequests.Undelivered'],
    ['a candidate of an audition', () => ofCandidate, 'Auditions.Undelivered'],
    ['a voice of an alias', () => ofAlias, 'AliasEvents.Undelivered'],
    ['an execution that has failed', ofExecution, 'ExecutionStatus.Undelivered'],
    [
      'a review that begins',
      () => ({ ...ofVoice({ status: 'DEPLOYING' }), detailType: 'Voice Created' }),
      'Sweeps.Undelivered',
    ],
  ] as const)('raise the alarm on undelivered events for %s', async (_, event, alarm) => {
    await stack.publish(event());
    await expectRaised(alarm);
  });
});

describe('an events queue that cannot be reached', () => {
  onStack({ without: [/VoiceDesignEventsQueue/] });

  it('raises the alarm on undelivered events', async () => {
    await stack.publish(ofVoice({}));
    await expectRaised('Events.Undelivered');
  });
});

describe('workflows that schedules cannot start', () => {
  onStack({
    without: [/^AWS::StepFunctions::/],
    fired: ['PurgeVoicesStateMachineArn', 'ReconcileVoicesStateMachineArn'],
  });

  it('raise the alarm of each schedule', async () => {
    await expectRaised('PurgeSchedule.Undelivered', 'ReconcileSchedule.Undelivered', 'Sweeps.Undelivered');
  });
});

describe('the alarms of the template', () => {
  it('are raised by these tests and those of the workflows, without exception', () => {
    const alarms = Object.values(synthesized().Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties }) => String(Properties.AlarmName).replace('VoiceDesign.VoiceDesign.', ''));
    expect([...new Set([...raisedByDeliveries, ...raisedByWorkflows])].sort()).toEqual(alarms.sort());
    process.stdout.write(`${alarms.length} of ${alarms.length} alarms are raised by a test\n`);
  });
});

afterAll(() => {
  expect([...raised].sort()).toEqual(raisedByDeliveries);
});
