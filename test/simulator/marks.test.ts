import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { previewDefects } from '../../simulator/audio/defects.ts';
import { effectsOfMarks } from '../../simulator/faults/marks.ts';
import { help } from '../../simulator/help.ts';
import { callUntilProcessed, rawCall } from './support/raw-call.ts';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from './support/requests.ts';
import { audioOf, idOf, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

const prompt = (mark: string) => ({ voice_prompt: `A warm voice. ${mark}` });

describe('marks in a voice prompt', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  const statusAfter = async (mark: string, seconds: number) => {
    const id = idOf(await simulator.post(cosyvoiceCreate(prompt(mark))));
    simulator.clock.advance(seconds);
    return (await simulator.post(cosyvoice('query', { voice_id: id }))).body;
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
  ])('%s: the status after %p s is %s', async (mark, seconds, status) => {
    expect(await statusAfter(mark, seconds)).toMatchObject({ output: { status } });
  });

  it.each([
    ['[hidden 10s]', 9],
    ['[removed 60s]', 60],
  ])('%s: the voice is unknown after %p s', async (mark, seconds) => {
    expect(await statusAfter(mark, seconds)).toMatchObject({ code: 'BadRequest.ResourceNotExist' });
  });

  it.each([
    ['[answer lost]', { text: '', end: 'reset' }],
    ['[answer cut]', { text: expect.stringMatching(/preview_audio/), end: 'closed' }],
  ])('%s creates a voice, but the caller does not receive its id', async (mark, answer) => {
    expect(await rawCall(simulator.url(), cosyvoiceCreate(prompt(mark)))).toEqual(answer);
    expect((await simulator.control.snapshot()).live).toHaveLength(1);
  });

  it('[no answer] creates a voice, but the caller receives no answer', async () => {
    const call = await callUntilProcessed(simulator, cosyvoiceCreate(prompt('[no answer]')));
    expect(call).toEqual({ text: '', end: 'still open' });
    expect((await simulator.control.snapshot()).live).toHaveLength(1);
  });

  it.each([
    ['[blocked]', 400, 'DataInspectionFailed', 0],
    ['[error 503 ModelUnavailable]', 503, 'ModelUnavailable', 0],
    ['[error 403 AccessDenied.Unpurchased]', 403, 'AccessDenied.Unpurchased', 0],
    ['[made, error 500 InternalError]', 500, 'InternalError', 1],
    ['[error in 200 InternalError]', 200, 'InternalError', 0],
  ])('%s: the answer has status %p', async (mark, status, code, voices) => {
    expect(await simulator.post(qwenCreate(prompt(mark)))).toMatchObject({ status, body: { code } });
    expect((await simulator.control.snapshot()).billed).toHaveLength(voices);
  });

  it.each([
    ['[waf]', /^HTTP\/1\.1 405 [\s\S]*text\/html[\s\S]*<html>/, 0],
    ['[made, waf]', /^HTTP\/1\.1 405 [\s\S]*text\/html[\s\S]*<html>/, 1],
    [
      '[openai error 401 invalid_api_key]',
      /^HTTP\/1\.1 401 [\s\S]*\{"error":\{[^}]*"code":"invalid_api_key"\}/,
      0,
    ],
  ])('%s: the answer matches %p', async (mark, answer, voices) => {
    expect((await rawCall(simulator.url(), cosyvoiceCreate(prompt(mark)))).text).toMatch(answer);
    expect((await simulator.control.snapshot()).billed).toHaveLength(voices);
  });

  it('[opaque id] creates an id without model and name, which query accepts', async () => {
    const id = idOf(await simulator.post(cosyvoiceCreate(prompt('[opaque id]'))));
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect((await simulator.post(cosyvoice('query', { voice_id: id }))).status).toBe(200);
  });

  it('[made for …] creates the voice for another model than the requested one', async () => {
    const { body } = await simulator.post(cosyvoiceCreate(prompt('[made for cosyvoice-v3-flash]')));
    expect(body).toMatchObject({ output: { target_model: 'cosyvoice-v3-flash' } });
  });

  it('[throttle 2] throttles the first two create calls with a name', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 3; n += 1)
      statuses.push((await simulator.post(qwenCreate(prompt('[throttle 2]')))).status);
    expect(statuses).toEqual([429, 429, 200]);
    const another = qwenCreate({ ...prompt('[throttle 2]'), preferred_name: 'another' });
    expect((await simulator.post(another)).status).toBe(429);
  });

  it('[broken preview] returns invalid Base64', async () => {
    const { body } = await simulator.post(qwenCreate(prompt('[broken preview]')));
    expect(body).toMatchObject({ output: { preview_audio: { data: expect.stringMatching(/[!*%]/) } } });
  });

  it.each(previewDefects)('[%s preview] changes the sound of a valid preview', async (defect) => {
    const reply = await simulator.post(qwenCreate(prompt(`[${defect} preview]`)));
    const other = await simulator.post(qwenCreate(prompt('')));
    const [changed, clean] = [audioOf(reply), audioOf(other)];
    expect(changed.toString('latin1', 0, 4)).toBe('RIFF');
    expect(changed.equals(clean)).toBe(false);
    const rate = changed.readUInt32LE(24);
    expect(reply.body).toMatchObject({ output: { preview_audio: { sample_rate: rate } } });
    expect(rate === clean.readUInt32LE(24)).toBe(defect !== 'wrong-sample-rate');
  });

  it('are stored as part of the prompt', async () => {
    expect(await statusAfter('[reject]', 0)).toMatchObject({
      output: { voice_prompt: 'A warm voice. [reject]' },
    });
  });

  it('have no effect if the setting is off', async () => {
    await simulator.control.changeSettings({ marks: false });
    expect(await statusAfter('[reject]', 5)).toMatchObject({ output: { status: 'OK' } });
  });

  it('are all in the help, which contains no other mark', () => {
    const named = [...help.matchAll(/\[[a-z][^\]]*\]/g)]
      .map(([mark]) => mark)
      .filter((mark) => mark !== '[options]');
    expect(named).toHaveLength(29);
    for (const mark of named) expect([mark, effectsOfMarks(mark, 0)]).toEqual([mark, [expect.anything()]]);
  });
});
