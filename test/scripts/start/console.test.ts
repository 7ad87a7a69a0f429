import { describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../../local/core/runner-event.ts';
import { storyTeller } from '../../../scripts/start/console.ts';

const voice = '01K6ZZZZZZZZZZZZZZZZZZZZZZ';
const machine = 'VoiceDesign-VoiceDesignPurgeVoicesStateMachine0A1B2C3D';
const schedule = 'VoiceDesign-VoiceDesignPurgeSchedule0A1B2C3D';
const target = `arn:aws:states:us-east-1:000000000000:stateMachine:${machine}`;

/** The lines told, without the time in front of them. */
function told(...happenings: RunnerEvent[]): string[] {
  const lines: string[] = [];
  const tell = storyTeller((line) => lines.push(line.slice('12:00:00  '.length)));
  for (const happening of happenings) tell(happening);
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

describe('the story of what happens', () => {
  it('tells a warning of a record once', () => {
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
    expect(told(changed({}), changed({ status: 'OK' }))).toEqual([
      `${voice}  warning    provider_answer_unreadable: The provider answered a create with 405.`,
      `${voice}  CREATING`,
      `${voice}  OK`,
    ]);
  });

  it.each<[string, RunnerEvent, string[]]>([
    [
      'a schedule that fires',
      { kind: 'scheduleFired', schedule, target },
      ['VoiceDesignPurgeSchedule  fired      for VoiceDesignPurgeVoicesStateMachine'],
    ],
    [
      'the start of an execution of no voice',
      { kind: 'executionStarted', machine, execution: 'by-hand' },
      ['VoiceDesignPurgeVoicesStateMachine  started'],
    ],
    [
      'its end with what came of it',
      ended('by-hand', { output: '{"purged":3}' }),
      ['VoiceDesignPurgeVoicesStateMachine  SUCCEEDED  {"purged":3}'],
    ],
    [
      'its end without an output that is long',
      ended('by-hand', { output: `"${'x'.repeat(300)}"` }),
      ['VoiceDesignPurgeVoicesStateMachine  SUCCEEDED'],
    ],
    [
      'its failure',
      ended('by-hand', { status: 'FAILED', error: 'Boom' }),
      ['VoiceDesignPurgeVoicesStateMachine  FAILED     Boom'],
    ],
    ['not the start of a voice', { kind: 'executionStarted', machine, execution: voice }, []],
    ['not the end of a voice', ended(`${voice}-r2`, { output: '{}' }), []],
    [
      'the failure of a voice',
      ended(voice, { status: 'FAILED', error: 'Boom' }),
      [`${voice}  execution  FAILED Boom`],
    ],
    [
      'a service that a state could not reach',
      failedTask('DynamoDB.SdkClientException', 'DynamoDB cannot be reached: ECONNREFUSED'),
      [
        `${voice}  failed     in "Record": DynamoDB.SdkClientException: DynamoDB cannot be reached: ECONNREFUSED`,
      ],
    ],
    [
      'not a condition that does not hold',
      failedTask('DynamoDB.ConditionalCheckFailedException', 'The conditional request failed'),
      [],
    ],
    [
      'what could not be delivered anywhere',
      { kind: 'deliveryFailed', rule: schedule, target, reason: 'down' },
      [`VoiceDesignPurgeSchedule  could not reach ${target}: down`],
    ],
  ])('%s', (_case, happening, lines) => {
    expect(told(happening)).toEqual(lines);
  });

  it('each status of a voice once', () => {
    const item = { voiceId: voice, status: 'DEPLOYING', providerVoiceId: 'abc' };
    const changed: RunnerEvent = { kind: 'itemChanged', table: 't', key: voice, item };
    expect(told(changed, changed)).toEqual([`${voice}  DEPLOYING  abc`]);
  });
});
