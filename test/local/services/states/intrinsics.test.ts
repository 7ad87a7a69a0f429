import { afterAll, describe, expect, it } from '@jest/globals';
import { evaluateTemplate } from '../../../../local/services/states/language/template.ts';
import { awkwardTexts, inheritedNames } from '../../../support/awkward-text.ts';
import { functionArn, Harness } from './harness.ts';

const harnesses: Harness[] = [];
afterAll(() => Promise.all(harnesses.map((harness) => harness.stop())));

async function started(state: object): Promise<Harness> {
  const harness = new Harness({ StartAt: 'Work', States: { Work: { End: true, ...state } } });
  harnesses.push(harness);
  return harness.start();
}

async function outputOf(harness: Harness, input: unknown): Promise<unknown> {
  const ended = await harness.run(input, `execution-${harness.happenings.length}`);
  if (ended.status !== 'SUCCEEDED') throw new Error(`${String(ended.error)}: ${String(ended.cause)}`);
  return JSON.parse(String(ended.output));
}

const pass = (Parameters: object) => started({ Type: 'Pass', Parameters });
const texts = [...awkwardTexts, ...inheritedNames, awkwardTexts.join('')];

describe('texts in an execution', () => {
  it('pass through every intrinsic function of the workflows as they are', async () => {
    const harness = await pass({
      'formatted.$': "States.Format('<{}>', $.voice.name)",
      'json.$': 'States.JsonToString($.voice)',
      'again.$': 'States.StringToJson(States.JsonToString($.voice))',
      'merged.$': 'States.JsonMerge($.voice, $.change, false)',
      'item.$': 'States.ArrayGetItem($.names, 0)',
      'plain.$': '$.voice.name',
    });
    for (const name of texts) {
      const voice = { name, labels: { [name]: name } };
      const output = await outputOf(harness, { voice, change: { other: name }, names: [name] });
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

  it('reach a task, and come back through its result selector, as they are', async () => {
    const harness = await started({
      Type: 'Task',
      Resource: functionArn,
      InputPath: '$.outer',
      Parameters: { 'json.$': 'States.JsonToString($.voice)', 'id.$': '$$.Execution.Name' },
      ResultSelector: { 'voice.$': 'States.StringToJson($.json)', constant: '$.json' },
      ResultPath: '$.result',
    });
    for (const name of texts) {
      const outer = { voice: { [name]: name } };
      expect(await outputOf(harness, { outer })).toEqual({
        outer,
        result: { voice: outer.voice, constant: '$.json' },
      });
      expect(harness.payloads.at(-1)).toEqual({
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
  ])('%s', async (call, expected) => {
    const harness = await pass({ 'result.$': call });
    const input = { text: 'a"b', template: '{}!', list: [1, 2, 2, 3, 1] };
    expect(await outputOf(harness, input)).toEqual({ result: expected });
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
  ])('fails by name: %s', async (call, input) => {
    const harness = await pass({ 'result.$': call });
    const ended = await harness.run(input);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
  });

  it('reads the escapes of a literal, and no others', () => {
    const template = { 'text.$': String.raw`States.Format('it\'s \{\} {} \\', $.text)` };
    const text = String.raw`\{}\'`;
    expect(evaluateTemplate(template, { text }, null)).toEqual({ text: `it's {} ${text} \\` });
  });

  it('ends the execution where a path leads nowhere', async () => {
    const harness = await pass({ 'result.$': 'States.ArrayLength($.toString)' });
    expect(await harness.run({})).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
