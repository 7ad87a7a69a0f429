import { describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../../local/core/runner-event.ts';
import { consoleReporter } from '../../../scripts/start/console.ts';

const voice = '01K6ZZZZZZZZZZZZZZZZZZZZZZ';
const machine = 'VoiceDesign-VoiceDesignPurgeVoicesStateMachine0A1B2C3D';
const schedule = 'VoiceDesign-VoiceDesignPurgeSchedule0A1B2C3D';
const target = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;

/** Returns the printed lines without their times. */
function printed(...events: RunnerEvent[]): string[] {
  const lines: string[] = [];
  const report = consoleReporter((line) => lines.push(line.slice('12:00:00  '.length)));
  for (const event of events) report(event);
  return lines;
}

const ended = (execution: string, more: object = {}): RunnerEvent => ({
  kind: 'executionEnded',
  machine,
  execution,
  status: 'SUCCEEDED',
  ...more,
});

const failedTask = (error: string, cause: string): RunnerEvent => ({
  kind: 'taskFailed',
  machine,
  execution: voice,
  state: 'Record',
  error,
  cause,
});

describe('the console output of npm start', () => {
  it('contains each warning of a voice once', () => {
    const item = {
      voiceId: voice,
      status: 'CREATING',
      warnings: [{ code: 'provider_answer_unreadable', message: 'The provider answered a create with 405.' }],
    };
    const changed = (more: object): RunnerEvent => ({
      kind: 'itemChanged',
      table: 't',
      key: voice,
      item: { ...item, ...more },
    });
    expect(printed(changed({}), changed({ status: 'OK' }))).toEqual([
      `${voice}  warning    provider_answer_unreadable: The provider answered a create with 405.`,
      `${voice}  CREATING`,
      `${voice}  OK`,
    ]);
  });

  it('contains each alarm that starts or ends, with its reason and what it notifies', () => {
    const alarm = 'VoiceDesign.VoiceDesign.Service.ApiErrors';
    const topic = 'arn:aws:sns:us-east-1:000000000000:alarms';
    const changed = (from: string, to: string, actions: readonly string[] = []): RunnerEvent => ({
      kind: 'alarmChanged',
      alarm,
      description: '[critical] The API returned 5xx.',
      from,
      to,
      reason: 'Threshold Crossed.',
      actions,
    });
    const events = [
      changed('INSUFFICIENT_DATA', 'OK'),
      changed('OK', 'ALARM', [topic]),
      changed('ALARM', 'OK'),
    ];
    expect(printed(...events)).toEqual([
      `${alarm}  ALARM      [critical] The API returned 5xx.`,
      `${alarm}  reason     Threshold Crossed.`,
      `${alarm}  notifies   ${topic} (no message is sent)`,
      `${alarm}  OK         the alarm has ended`,
    ]);
  });

  it('contains the first invocation of a schedule that starts Express executions', () => {
    const fired: RunnerEvent = { kind: 'scheduleFired', schedule, target };
    const started: RunnerEvent = { kind: 'executionStarted', machine, execution: 'a:1', express: true };
    expect(printed(fired, started, fired, started)).toEqual([
      'VoiceDesignPurgeSchedule  fired      for VoiceDesignPurgeVoicesStateMachine',
    ]);
  });

  it.each<[string, RunnerEvent, string[]]>([
    [
      'contains a schedule that fires',
      { kind: 'scheduleFired', schedule, target },
      ['VoiceDesignPurgeSchedule  fired      for VoiceDesignPurgeVoicesStateMachine'],
    ],
    [
      'contains the start of an execution without a voice',
      { kind: 'executionStarted', machine, execution: 'by-hand' },
      ['VoiceDesignPurgeVoicesStateMachine  started'],
    ],
    [
      'contains its end with its output',
      ended('by-hand', { output: '{"purged":3}' }),
      ['VoiceDesignPurgeVoicesStateMachine  SUCCEEDED  {"purged":3}'],
    ],
    [
      'contains its end without a long output',
      ended('by-hand', { output: `"${'x'.repeat(300)}"` }),
      ['VoiceDesignPurgeVoicesStateMachine  SUCCEEDED'],
    ],
    [
      'does not contain the start of an Express execution',
      { kind: 'executionStarted', machine, execution: 'by-hand:1', express: true },
      [],
    ],
    ['does not contain its success', ended('by-hand:1', { express: true, output: '{}' }), []],
    [
      'contains the failure of an Express execution',
      ended('by-hand:1', { express: true, status: 'TIMED_OUT', error: 'States.Timeout' }),
      ['VoiceDesignPurgeVoicesStateMachine  TIMED_OUT  States.Timeout'],
    ],
    [
      'contains its failure',
      ended('by-hand', { status: 'FAILED', error: 'Boom' }),
      ['VoiceDesignPurgeVoicesStateMachine  FAILED     Boom'],
    ],
    [
      'does not contain the start of a voice’s execution',
      { kind: 'executionStarted', machine, execution: voice },
      [],
    ],
    ['does not contain the end of a voice’s execution', ended(`${voice}-r2`, { output: '{}' }), []],
    [
      'contains the failure of a voice’s execution',
      ended(voice, { status: 'FAILED', error: 'Boom' }),
      [`${voice}  execution  FAILED Boom`],
    ],
    [
      'contains a service that a state could not reach',
      failedTask('DynamoDB.SdkClientException', 'DynamoDB cannot be reached: ECONNREFUSED'),
      [
        `${voice}  failed     in "Record": DynamoDB.SdkClientException: DynamoDB cannot be reached: ECONNREFUSED`,
      ],
    ],
    [
      'does not contain a failed condition',
      failedTask('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed'),
      [],
    ],
    [
      'contains an event that could not be delivered',
      { kind: 'deliveryFailed', rule: schedule, target, reason: 'down' },
      [`VoiceDesignPurgeSchedule  could not reach ${target}: down`],
    ],
  ])('%s', (_case, event, lines) => {
    expect(printed(event)).toEqual(lines);
  });

  it('contains each status of a voice once', () => {
    const item = { voiceId: voice, status: 'DEPLOYING', providerVoiceId: 'abc' };
    const changed: RunnerEvent = { kind: 'itemChanged', table: 't', key: voice, item };
    expect(printed(changed, changed)).toEqual([`${voice}  DEPLOYING  abc`]);
  });

  it.each([
    'KEY#0f2e',
    'IDEM#0f2e',
    'NAME#bcdfghj',
    'PROVIDER#a',
    'ORPHAN#a',
    'SCAN#qwen#mainland',
    'BUDGET#qwen#mainland',
  ])('does not contain the item %s, which is no voice', (key) => {
    const warnings = [{ code: 'a', message: 'b' }];
    const item = { voiceId: key, status: 'KEY#ACTIVE', providerVoiceId: 'abc', warnings };
    expect(printed({ kind: 'itemChanged', table: 't', key, item })).toEqual([]);
  });
});
