import { afterAll, describe, expect, it } from '@jest/globals';
import { evaluateTemplate } from '../../../../local/services/states/language/template.ts';
import { awkwardTexts, inheritedNames } from '../../../support/awkward-text.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

const fixtures: StatesFixture[] = [];
afterAll(() => Promise.all(fixtures.map((states) => states.stop())));

async function started(state: object): Promise<StatesFixture> {
  const states = new StatesFixture({ StartAt: 'Work', States: { Work: { End: true, ...state } } });
  fixtures.push(states);
  return states.start();
}

async function outputOf(states: StatesFixture, input: unknown): Promise<unknown> {
  const ended = await states.run(input, `execution-${states.runnerEvents.length}`);
  if (ended.status !== 'SUCCEEDED') throw new Error(`${String(ended.error)}: ${String(ended.cause)}`);
  return JSON.parse(String(ended.output));
}

const pass = (Parameters: object) => started({ Type: 'Pass', Parameters });
const texts = [...awkwardTexts, ...inheritedNames, awkwardTexts.join('')];

describe('strings in an execution', () => {
  it('pass unchanged through the intrinsic functions that the workflows use', async () => {
    const states = await pass({
      'formatted.$': "States.Format('<{}>', $.voice.name)",
      'json.$': 'States.JsonToString($.voice)',
      'again.$': 'States.StringToJson(States.JsonToString($.voice))',
      'merged.$': 'States.JsonMerge($.voice, $.change, false)',
      'item.$': 'States.ArrayGetItem($.names, 0)',
      'plain.$': '$.voice.name',
    });
    for (const name of texts) {
      const voice = { name, labels: { [name]: name } };
      const output = await outputOf(states, { voice, change: { other: name }, names: [name] });
      expect(output).toEqual({
        formatted: `<${name}>`,
        json: JSON.stringify(voice),
        again: voice,
        merged: { ...voice, other: name },
        item: name,
        plain: name,
      });
    }
  });

  it('pass unchanged to a task and through its result selector', async () => {
    const states = await started({
      Type: 'Task',
      Resource: functionArn,
      InputPath: '$.outer',
      Parameters: { 'json.$': 'States.JsonToString($.voice)', 'id.$': '$$.Execution.Name' },
      ResultSelector: { 'voice.$': 'States.StringToJson($.json)', constant: '$.json' },
      ResultPath: '$.result',
    });
    for (const name of texts) {
      const outer = { voice: { [name]: name } };
      expect(await outputOf(states, { outer })).toEqual({
        outer,
        result: { voice: outer.voice, constant: '$.json' },
      });
      expect(states.payloads.at(-1)).toEqual({
        json: JSON.stringify(outer.voice),
        id: expect.stringMatching(/^execution-/),
      });
    }
  });
});

describe('an intrinsic function', () => {
  it.each<[string, unknown]>([
    ["States.Format('{}-{} {} {}', $.text, 1, true, null)", 'a"b-1 true null'],
    ['States.Format($.template, $.text)', 'a"b!'],
    ["States.Array($.text, 1, 'a, (b)', States.Array())", ['a"b', 1, 'a, (b)', []]],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2, 3], [1]]],
    ['States.ArrayContains($.list, 3)', true],
    ['States.ArrayContains($.list, 4)', false],
    ['States.ArrayRange(1, 9, 4)', [1, 5, 9]],
    ['States.ArrayRange(1, -3, -2)', [1, -1, -3]],
    ['States.ArrayGetItem($.list, States.MathAdd(1, 2))', 3],
    ['States.ArrayLength($.list)', 5],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('😀')", '8J+YgA=='],
    ["States.Base64Decode('8J+YgA==')", '😀'],
    ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['States.MathAdd(States.ArrayLength($.list), -7)', -2],
    ["States.StringSplit('a.b+c', '.+')", ['a', 'b', 'c']],
    [
      'States.UUID()',
      expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    ],
    ["States.JsonToString($['list'][1])", '2'],
  ])('is evaluated: %s', async (call, expected) => {
    const states = await pass({ 'result.$': call });
    const input = { text: 'a"b', template: '{}!', list: [1, 2, 2, 3, 1] };
    expect(await outputOf(states, input)).toEqual({ result: expected });
  });

  it.each([
    ['States.Format($.text)', { text: '{}' }],
    ['States.Format($.text, $)', { text: '{}' }],
    ['States.StringToJson($.text)', { text: '{' }],
    ['States.ArrayGetItem($.list, 1)', { list: [1] }],
    ['States.ArrayRange(1, 5, 0)', {}],
    ['States.MathAdd(1, $.text)', { text: '1' }],
    ["States.Hash('a', 'CRC')", {}],
    ['States.JsonMerge($, $, true)', {}],
    ['States.Base64Encode($.text)', { text: 'x'.repeat(10_001) }],
  ])('fails with States.Runtime: %s', async (call, input) => {
    const states = await pass({ 'result.$': call });
    const ended = await states.run(input);
    const cause = expect.stringContaining(`Invalid arguments in ${call.split('(')[0]}`);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause });
  });

  it('resolves the escapes of literals only', () => {
    const template = { 'text.$': String.raw`States.Format('it\'s \{\} {} \\', $.text)` };
    const text = String.raw`\{}\'`;
    expect(evaluateTemplate(template, { text }, null)).toEqual({ text: `it's {} ${text} \\` });
  });

  it('fails the execution for a path without a value', async () => {
    const states = await pass({ 'result.$': 'States.ArrayLength($.toString)' });
    expect(await states.run({})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
