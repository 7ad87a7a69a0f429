import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import type { Clock } from '../../../../local/core/clock.ts';
import type { FunctionResult } from '../../../../local/core/ports.ts';
import { close, listen } from '../../../../local/http/listen.ts';
import { machineArn } from '../../../../local/services/states/arns.ts';
import type { StatesServiceOptions } from '../../../../local/services/states/states-service.ts';
import {
  choices,
  expressions,
  type FunctionAnswer,
  type MachineCase,
  machines,
  type OperationStep,
  operations,
} from './answers/answer-files.ts';
import { functionArn, machineResource, StatesFixture } from './states-fixture.ts';

const count = choices.length + expressions.length + machines.length + operations.length;

/** A clock whose sleeps take a thousandth of their time. */
const fastClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await pause(milliseconds / 1000, undefined, { signal }).catch(() => undefined);
  },
};

let states: StatesFixture;
let options: Partial<StatesServiceOptions>;
let server: Server;
let response: NonNullable<MachineCase['service']>;
let deployed = 0;

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    await incoming.toArray();
    const { status, body } = response;
    outgoing
      .writeHead(status, { connection: 'close' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  const token = {
    StartAt: 'Work',
    States: {
      Work: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Parameters: { FunctionName: functionArn, Payload: { 'token.$': '$$.Task.Token' } },
        End: true,
      },
    },
  };
  options = { awsEndpoint: () => endpoint, s3Endpoint: () => endpoint, clock: fastClock };
  states = new StatesFixture(token, options);
  states.validate = () => undefined;
  await states.start();
});
afterAll(async () => {
  await states.stop();
  await close(server);
});

const resourceOf = (definition: unknown, name: string) =>
  machineResource(definition, { StateMachineName: name });

/** Runs an execution of a new machine, and returns its description. */
async function run(definition: unknown, input: unknown): Promise<Record<string, unknown>> {
  const name = `answer-${++deployed}`;
  const resource = { ...resourceOf(definition, name), logicalId: name };
  expect(states.service.findRefusals(resource)).toEqual([]);
  const { logicalId, type, properties } = resource;
  states.service.identify({ logicalId, type, stackName: 'stack', literals: properties });
  await states.service.deploy(resource);
  const started = await states.call('StartExecution', {
    stateMachineArn: machineArn(name),
    input: JSON.stringify(input),
  });
  const { output, ...ended } = await states.waitForEnd(String(started.executionArn));
  return { ...ended, ...(output === undefined ? {} : { output: JSON.parse(String(output)) }) };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Returns a matcher of an expected answer, in which `<name>` stands for any text or number. */
function matching(expected: unknown): unknown {
  if (expected === '<number>') return expect.any(Number);
  if (typeof expected === 'string' && /<\w+>/.test(expected)) {
    const parts = expected.split(/<\w+>/).map((part) => escaped(part));
    return expect.stringMatching(new RegExp(`^${parts.join('.*')}$`, 's'));
  }
  if (Array.isArray(expected)) return expected.map(matching);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, matching(value)]));
}

/** Expects the members to be equal, without those that are not expected. */
function expectAnswer(
  actual: Record<string, unknown>,
  expected: Record<string, unknown>,
  absent: readonly string[],
) {
  const compared = Object.fromEntries(Object.keys(expected).map((key) => [key, actual[key]]));
  expect(compared).toEqual(matching(expected));
  for (const member of absent) expect(actual).not.toHaveProperty(member);
}

async function respond(answer: FunctionAnswer): Promise<FunctionResult> {
  if ('hangs' in answer) return new Promise(() => {});
  if ('repeats' in answer) return { payload: answer.repeats[0].repeat(answer.repeats[1]) };
  if (!('throws' in answer)) return answer;
  const { type, message, statusCode } = answer.throws;
  throw new AwsError(type, message, statusCode);
}

it('counts the answers that the documentation counts', () => {
  const page = readFileSync(new URL('../../../../docs/local.md', import.meta.url), 'utf8');
  expect(page).toContain(`${count} answers of AWS are replayed`);
});

const titled = <Case>(cases: readonly { source: string; answer: Case }[], title: (answer: Case) => string) =>
  cases.map(({ source, answer }) => ({ title: title(answer), source, answer }));

describe(`${count} answers of AWS are replayed`, () => {
  it.each(titled(choices, ([rule, input]) => `${JSON.stringify(rule)} of ${JSON.stringify(input)}`))(
    'the choice $title',
    async ({ answer: [rule, input, expected] }) => {
      const fails = typeof expected === 'object';
      const described = await run(
        {
          StartAt: 'Choose',
          States: {
            Choose: {
              Type: 'Choice',
              Choices: [{ ...rule, Next: 'Matched' }],
              ...(!fails || !expected.noDefault ? { Default: 'Default' } : {}),
            },
            Matched: { Type: 'Pass', Result: true, End: true },
            Default: { Type: 'Pass', Result: false, End: true },
          },
        },
        input,
      );
      const { error, cause } = fails ? expected : {};
      expectAnswer(described, fails ? { status: 'FAILED', error, cause } : { output: expected }, []);
    },
  );

  it.each(titled(expressions, ([expression, input]) => `${expression} of ${JSON.stringify(input)}`))(
    'the expression $title',
    async ({ answer: [expression, input, expected] }) => {
      const definition = {
        StartAt: 'Pass',
        States: { Pass: { Type: 'Pass', Parameters: { 'value.$': expression }, End: true } },
      };
      const answer = 'value' in expected ? { output: expected } : { status: 'FAILED', ...expected };
      expectAnswer(await run(definition, input), answer, []);
    },
  );

  it.each(titled(machines, ({ name }) => name))('$title', async ({ answer: machineCase }) => {
    const { definition, input, function: functionAnswer, service, history, seconds, answer } = machineCase;
    const { refused, absent = [], ...expected } = answer;
    if (typeof refused === 'string') {
      const reasons = states.service
        .findRefusals(resourceOf(definition, 'refused'))
        .map(({ reason }) => reason);
      expect(reasons.join('\n')).toContain(refused);
      return;
    }
    if (service) response = service;
    states.respond = (payload) => (functionAnswer ? respond(functionAnswer) : { payload });
    const described = await run(definition, input);
    expectAnswer(described, expected, Array.isArray(absent) ? absent.map(String) : []);
    if (history) expect(states.service.history(String(described.executionArn))).toMatchObject(history);
    if (seconds !== undefined)
      expect(Number(described.stopDate) - Number(described.startDate)).toBeCloseTo(seconds);
  });

  it.each(titled(operations, ({ name }) => name))('$title', async ({ answer: { steps } }) => {
    states = await restarted(states);
    let token = '';
    states.respond = (payload) => {
      token = String(Object(payload).token);
      return { payload };
    };
    for (const step of steps) await take(step, () => token);
  });
});

/** Replaces the states service by one without executions. */
async function restarted(former: StatesFixture): Promise<StatesFixture> {
  await former.stop();
  const fresh = new StatesFixture(former.definition, options);
  fresh.validate = () => undefined;
  return fresh.start();
}

async function take(
  { operation, input, answer, absent, error }: OperationStep,
  token: () => string,
): Promise<void> {
  const parameters = input.taskToken === '<token>' ? { ...input, taskToken: token() } : input;
  const called = states.call(operation, parameters);
  if (error) {
    await expect(called).rejects.toMatchObject({ type: error.type, message: matching(error.message) });
    return;
  }
  expectAnswer(await called, answer ?? {}, absent ?? []);
  if (operation === 'StartExecution') await states.waitForPayloads(1);
}
