import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { effectsOfMarks } from '../../simulator/faults/marks.ts';
import { help } from '../../simulator/help.ts';
import { type Caller, idOf, startProvider } from './support/provider.ts';
import { callUntilDone, rawCall } from './support/raw-call.ts';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from './support/requests.ts';

const prompt = (mark: string) => ({ voice_prompt: `A warm voice. ${mark}` });

describe('marks in a voice prompt', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  const statusAfter = async (mark: string, seconds: number) => {
    const id = idOf(await caller.post(cosyvoiceCreate(prompt(mark))));
    caller.clock.pass(seconds);
    return (await caller.post(cosyvoice('query', { voice_id: id }))).body;
  };

  it.each([
    ['[reject]', 5, 'UNDEPLOYED'],
    ['[Reject]', 4, 'DEPLOYING'],
    ['[review 30s]', 29, 'DEPLOYING'],
    ['[review 30s]', 30, 'OK'],
    ['[review 500ms]', 0.5, 'OK'],
    ['[review 2m] [reject]', 119, 'DEPLOYING'],
    ['[review 2m] [reject]', 120, 'UNDEPLOYED'],
    ['[review never]', 10 ** 9, 'DEPLOYING'],
    ['[hidden 10s]', 10, 'OK'],
    ['[rejected by all]', 5, 'OK'],
  ])('%s, after %p s: %s', async (mark, seconds, status) => {
    expect(await statusAfter(mark, seconds)).toMatchObject({ output: { status } });
  });

  it.each([
    ['[hidden 10s]', 9],
    ['[removed 60s]', 60],
  ])('%s, after %p s: not there', async (mark, seconds) => {
    expect(await statusAfter(mark, seconds)).toMatchObject({ code: 'BadRequest.ResourceNotExist' });
  });

  it.each([
    ['[answer lost]', { text: '', end: 'reset' }],
    ['[answer cut]', { text: expect.stringMatching(/preview_audio/), end: 'closed' }],
  ])('%s: made, but who asked does not learn it', async (mark, answer) => {
    expect(await rawCall(caller.url(), cosyvoiceCreate(prompt(mark)))).toEqual(answer);
    expect((await caller.control.snapshot()).live).toHaveLength(1);
  });

  it('[no answer]: made, but who asked waits', async () => {
    const call = await callUntilDone(caller, cosyvoiceCreate(prompt('[no answer]')));
    expect(call).toEqual({ text: '', end: 'still open' });
    expect((await caller.control.snapshot()).live).toHaveLength(1);
  });

  it.each([
    ['[blocked]', 400, 'DataInspectionFailed', 0],
    ['[error 503 ModelUnavailable]', 503, 'ModelUnavailable', 0],
    ['[error 403 AccessDenied.Unpurchased]', 403, 'AccessDenied.Unpurchased', 0],
    ['[made, error 500 InternalError]', 500, 'InternalError', 1],
    ['[error in 200 InternalError]', 200, 'InternalError', 0],
  ])('%s: %p', async (mark, status, code, voices) => {
    expect(await caller.post(qwenCreate(prompt(mark)))).toMatchObject({ status, body: { code } });
    expect((await caller.control.snapshot()).billed).toHaveLength(voices);
  });

  it.each([
    ['[waf]', /^HTTP\/1\.1 405 [\s\S]*text\/html[\s\S]*<html>/, 0],
    ['[made, waf]', /^HTTP\/1\.1 405 [\s\S]*text\/html[\s\S]*<html>/, 1],
    [
      '[openai error 401 invalid_api_key]',
      /^HTTP\/1\.1 401 [\s\S]*\{"error":\{[^}]*"code":"invalid_api_key"\}/,
      0,
    ],
  ])('%s: %p', async (mark, answer, voices) => {
    expect((await rawCall(caller.url(), cosyvoiceCreate(prompt(mark)))).text).toMatch(answer);
    expect((await caller.control.snapshot()).billed).toHaveLength(voices);
  });

  it('[opaque id] shows neither model nor name, and is listed and found all the same', async () => {
    const id = idOf(await caller.post(cosyvoiceCreate(prompt('[opaque id]'))));
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await caller.post(cosyvoice('query', { voice_id: id }))).status).toBe(200);
  });

  it('[made for …] binds the voice to another model than it was asked for', async () => {
    const { body } = await caller.post(cosyvoiceCreate(prompt('[made for cosyvoice-v3-flash]')));
    expect(body).toMatchObject({ output: { target_model: 'cosyvoice-v3-flash' } });
  });

  it('[throttle 2] throttles the first two creates of a name', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1)
      statuses.push((await caller.post(qwenCreate(prompt('[throttle 2]')))).status);
    expect(statuses).toEqual([429, 429, 200]);
    const another = qwenCreate({ ...prompt('[throttle 2]'), preferred_name: 'another' });
    expect((await caller.post(another)).status).toBe(429);
  });

  it('[broken preview] is no Base64', async () => {
    const { body } = await caller.post(qwenCreate(prompt('[broken preview]')));
    expect(body).toMatchObject({ output: { preview_audio: { data: expect.stringMatching(/[!*%]/) } } });
  });

  it('are stored as part of the prompt', async () => {
    expect(await statusAfter('[reject]', 0)).toMatchObject({
      output: { voice_prompt: 'A warm voice. [reject]' },
    });
  });

  it('can be switched off', async () => {
    await caller.control.changeSettings({ marks: false });
    expect(await statusAfter('[reject]', 5)).toMatchObject({ output: { status: 'OK' } });
  });

  it('are each in the help, and the help names no other', () => {
    const named = [...help.matchAll(/\[[a-z][^\]]*\]/g)]
      .map(([mark]) => mark)
      .filter((mark) => mark !== '[options]');
    expect(named).toHaveLength(20);
    for (const mark of named) expect([mark, effectsOfMarks(mark, 0)]).toEqual([mark, [expect.anything()]]);
  });
});
