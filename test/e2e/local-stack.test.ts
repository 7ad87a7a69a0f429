import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { EventReceiver } from '../../scripts/demo/event-receiver.ts';
import { readWav } from '../../scripts/demo/wav.ts';
import { startSimulator } from '../../simulator/server.ts';
import { ownPort } from '../support/own-port.ts';
import { expectAsPublished } from '../support/published-events.ts';
import { aliasesOverHttp } from './support/aliases-over-http.ts';
import { refusesForeignCallers } from './support/foreign-callers.ts';
import { LocalStack } from './support/local-stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'local-stack-'));
const request = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A canary-prompt voice, calm and clear. [review 1s]',
  previewText: 'The canary-text ferry leaves at nine.',
};
const args = ['--time-scale', '10'];
const ports = ['--port', String(ownPort()), '--simulator-port', '0'];
let stack: LocalStack;

beforeAll(async () => {
  // The proxy cannot be reached. Calls to this machine must not use it.
  const environment = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: 'http://127.0.0.1:1' };
  stack = await LocalStack.start(folder, { args: [...ports, ...args], environment });
});
afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const until = (voiceId: string, status: string) => stack.voiceAt(voiceId, status);

const post = (body: string, headers: Record<string, string> = {}) =>
  stack.call('/voices', {
    method: 'POST',
    body,
    headers: { Authorization: `Bearer ${stack.note.apiKey}`, 'Content-Type': 'application/json', ...headers },
  });

describe('access to the ports', () => refusesForeignCallers(() => stack));

describe('aliases over HTTP', () => aliasesOverHttp(() => stack));

describe('the stack on a laptop', () => {
  it('designs a voice with record, preview link, events on the queue and output in the terminal', async () => {
    const awkward = { name: String.raw`"\ 👩🏽‍🚀 晚安`, labels: { constructor: '"', '{}': String.raw`\'` } };
    const { voiceId } = await stack.api.request({ ...request, ...awkward });
    const voice = await until(voiceId, 'OK');
    expect(voice).toMatchObject(awkward);
    expect(voice.use).toEqual({ model: 'cosyvoice-v3.5-plus', voice: voice.providerVoiceId });

    const { mediaType, bytes } = await stack.api.preview(voiceId);
    expect(mediaType).toBe('audio/wav');
    const wav = readWav(bytes);
    expect(wav.sampleRate).toBe(24_000);
    expect(voice.preview).toMatchObject({
      bytes: bytes.length,
      durationSeconds: expect.closeTo(wav.seconds, 2),
    });
    expect(wav.peak).toBeGreaterThan(0.05);

    const queue = new EventReceiver(stack.note);
    while (queue.eventsOf(voiceId).length < 2) await queue.receive(new Set([voiceId]));
    expect(queue.eventsOf(voiceId)).toMatchObject([
      { detailType: 'Voice Created', eventId: `${voiceId}-1`, voice: awkward },
      { detailType: 'Voice Ready', eventId: `${voiceId}-2`, voice: { ...awkward, status: 'OK' } },
    ]);
    expectAsPublished(queue.eventsOf(voiceId));
    const statuses = ['REQUESTED', 'CREATING', 'DEPLOYING', 'OK'].map((status) => `${voiceId} +${status}`);
    await stack.prints(new RegExp(statuses.join('.*'), 's'));
    await stack.prints(new RegExp(`${voiceId} +event +Voice Ready: received on the queue`));
  });

  it('purges a voice at the provider and its preview, and announces it in order', async () => {
    const { voiceId } = await stack.api.request({
      ...request,
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
    });
    const { providerVoiceId } = await until(voiceId, 'OK');
    const headers = { Authorization: `Bearer ${stack.note.apiKey}` };
    const link = await stack.call(`/voices/${voiceId}/preview`, { headers, redirect: 'manual' });
    const purge = () => stack.call(`/voices/${voiceId}?purge=true`, { method: 'DELETE', headers });
    const answers = await Promise.all([purge(), purge()]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(await until(voiceId, 'PURGED')).toMatchObject({ voicePrompt: null, previewText: null });
    expect([(await purge()).status, (await fetch(link.headers.get('location') ?? '')).status]).toEqual([
      200, 403,
    ]);
    const { billed, live } = await stack.simulator.snapshot();
    expect(billed.map(({ id }) => id)).toContain(providerVoiceId);
    expect(live.map(({ id }) => id)).not.toContain(providerVoiceId);

    const queue = new EventReceiver(stack.note);
    while (queue.eventsOf(voiceId).length < 4) await queue.receive(new Set([voiceId]));
    expect(queue.eventsOf(voiceId).map(({ detailType }) => detailType)).toEqual([
      'Voice Created',
      'Voice Ready',
      'Voice Deleted',
      'Voice Purged',
    ]);
  });

  it('creates one voice for fifty concurrent requests with one idempotency key', async () => {
    const once = { ...request, name: 'once', previewText: 'Fifty requests, one voice.' };
    const body = JSON.stringify(once);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(body, { 'Idempotency-Key': 'e2e-once' })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    const ids = await Promise.all(
      answers.map(async (answer) => Object.assign({ voiceId: '' }, await answer.json()).voiceId),
    );
    expect(new Set(ids).size).toBe(1);
    const other = await post(JSON.stringify({ ...once, name: 'another' }), { 'Idempotency-Key': 'e2e-once' });
    expect([other.status, await other.json()]).toMatchObject([422, { code: 'idempotency_key_reused' }]);
    const { providerVoiceId } = await until([...ids][0] ?? '', 'OK');
    const made = (await stack.createsOf(once.previewText)).filter(({ voice }) => voice !== null);
    expect(made).toMatchObject([{ voice: providerVoiceId }]);
  });

  const refusable = { ...request, previewText: 'This text must not reach the provider.' };

  it.each([
    ['malformed JSON', '{"family":', {}, 400, 'invalid_request'],
    ['no body', '', {}, 400, 'invalid_request'],
    ['an unknown field', JSON.stringify({ ...refusable, status: 'OK' }), {}, 400, 'invalid_request'],
    [
      'a text that is too long',
      JSON.stringify({ ...refusable, voicePrompt: '𝄞'.repeat(501) }),
      {},
      400,
      'invalid_request',
    ],
    [
      'a model of the other family',
      JSON.stringify({ ...refusable, targetModel: 'qwen3-tts-vd-2026-01-26' }),
      {},
      400,
      'invalid_request',
    ],
    [
      'another content type',
      JSON.stringify(refusable),
      { 'Content-Type': 'text/plain' },
      415,
      'unsupported_media_type',
    ],
    ['a body over 64 KiB', `"${'x'.repeat(65_536)}"`, {}, 413, 'payload_too_large'],
    ['a wrong key', JSON.stringify(refusable), { Authorization: 'Bearer vdk_wrong' }, 401, 'unauthenticated'],
    ['no key', JSON.stringify(refusable), { Authorization: '' }, 401, 'unauthenticated'],
  ])(
    'refuses %s with a problem document and does not call the provider',
    async (_, body, headers, status, code) => {
      const answer = await post(body, headers);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect([answer.status, await answer.json()]).toMatchObject([
        status,
        { code, status, type: `urn:voice-design:problem:${code}`, requestId: expect.any(String) },
      ]);
      expect(await stack.createsOf(refusable.previewText)).toEqual([]);
    },
  );

  it.each([
    ['GET', '/nothing/here', 404, 'not_found', null],
    ['PUT', '/voices', 405, 'method_not_allowed', 'POST'],
    ['DELETE', '/health', 405, 'method_not_allowed', 'GET'],
  ])('answers %s %s with %s', async (method, path, status, code, allow) => {
    const answer = await stack.call(path, { method, headers: { Authorization: 'Bearer vdk_whatever' } });
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
    if (allow) expect(answer.headers.get('allow')).toContain(allow);
  });

  it('serves the published OpenAPI document to any key', async () => {
    const headers = { Authorization: `Bearer ${stack.note.apiKey}` };
    const answer = await stack.call('/openapi.json', { headers });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      JSON.parse(readFileSync('docs/openapi.json', 'utf8')),
    ]);
    expect((await stack.call('/openapi.json')).status).toBe(401);
  });

  it('does not write texts and keys to logs', async () => {
    const { voiceId } = await stack.api.request({
      ...request,
      voicePrompt: `${request.voicePrompt} [blocked]`,
    });
    expect(await until(voiceId, 'FAILED')).toMatchObject({ reason: { code: 'content_rejected' } });
    const logs = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.log') && !file.includes('dynamodb'),
    );
    // The files of the table contain the texts of the records.
    expect(logs.length).toBeGreaterThan(0);
    const written = logs.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
    // The welcome text shows the development key. Later output must not contain a key.
    const shown = stack.output.slice(stack.output.indexOf('The progress of every voice'));
    expect(`${written}\n${shown}`).not.toMatch(/canary-prompt|canary-text|vdk_/);
  });

  it('names the options for another port if a stack already runs, and does not change that stack', async () => {
    const port = new URL(stack.note.apiUrl).port;
    const elsewhere = mkdtempSync(join(tmpdir(), 'local-stack-'));
    for (const state of [folder, elsewhere]) {
      const args = ['--port', port, '--simulator-port', '0', '--review-seconds', '9'];
      const { output, code } = await LocalStack.attempt(state, { args });
      expect(code).toBe(2);
      expect(output).toMatch(new RegExp(`^[^\n]*[Pp]ort ${port}\\b[^\n]*--port <n>`));
    }
    expect((await stack.call('/health')).status).toBe(200);
    expect(await stack.simulator.settings()).toMatchObject({ reviewSeconds: 5 });
    rmSync(elsewhere, { recursive: true, force: true });
  });

  it.each([
    [['--prot', '1'], /--prot/],
    [['--port', 'x', '--time-scale', '1'], /--port must be a port/],
    [['--port', '0', '--time-scale', '0'], /--time-scale must be a number of at least 1/],
  ])('refuses %j in one line', async (args, message) => {
    const { output, code } = await LocalStack.attempt(folder, { args });
    expect(code).toBe(2);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).toMatch(message);
  });

  it('ends with code 3 and one sentence if its state is damaged, and changes no file', async () => {
    const own = mkdtempSync(join(tmpdir(), 'local-stack-'));
    const path = join(own, 'development-key.json');
    writeFileSync(path, '{"key":"vdk_');
    const { output, code } = await LocalStack.attempt(own, { args: [] });
    expect(output).toMatch(new RegExp(`^${path} is damaged\\. [^\n]+\\.\n$`));
    expect([code, readFileSync(path, 'utf8'), readdirSync(own)]).toEqual([
      3,
      '{"key":"vdk_',
      ['development-key.json'],
    ]);
    rmSync(own, { recursive: true });
  });

  it('stops its simulator if the stack cannot start', async () => {
    const own = mkdtempSync(join(tmpdir(), 'local-stack-'));
    // A file in the place of the runner's folder.
    writeFileSync(join(own, 'runner'), '');
    const { code } = await LocalStack.attempt(own, { args: ['--port', '0', '--simulator-port', '0'] });
    expect([
      code,
      readdirSync(own).includes('simulator'),
      readdirSync(own).includes('simulator.json'),
    ]).toEqual([1, true, false]);
    rmSync(own, { recursive: true });
  });

  it('refuses a folder that contains other files', async () => {
    const own = mkdtempSync(join(tmpdir(), 'local-stack-'));
    writeFileSync(join(own, 'letter.txt'), '');
    chmodSync(own, 0o755);
    const { output, code } = await LocalStack.attempt(own, { args: [] });
    expect([output, code, statSync(own).mode & 0o777]).toEqual([
      `--state must be a folder for the state alone, but ${own} contains other files\n`,
      2,
      0o755,
    ]);
    rmSync(own, { recursive: true });
  });

  it('lists the ignored and the supported properties with --explain', async () => {
    const { output, code } = await LocalStack.attempt(folder, { args: [...args, '--explain'] });
    expect(code).toBe(0);
    expect(output).not.toMatch(/^refused/m);
    expect(output).toMatch(
      /ignored by the local stack:[\s\S]*AWS::Logs::LogGroup[\s\S]*supported as on AWS:[\s\S]*AWS::IAM::Role: [\s\S]*AWS::Lambda::Function: /,
    );
  });
});

it('--time-scale shortens reviews and waits, and the output shows the factor', async () => {
  expect(stack.output).toContain('Time scale 10');
  expect(await stack.simulator.settings()).toMatchObject({ timeScale: 10 });
  const { voiceId } = await stack.api.request({ ...request, voicePrompt: 'Patient. [review 60s]' });
  await until(voiceId, 'OK');
  const headers = { Authorization: `Bearer ${stack.note.apiKey}` };
  const answer = await stack.call(`/voices/${voiceId}`, { method: 'DELETE', headers });
  const { deletedAt, purgeAt } = z
    .object({ deletedAt: z.string(), purgeAt: z.string() })
    .parse(await answer.json());
  expect(Date.parse(purgeAt) - Date.parse(deletedAt)).toBe((7 * 86_400_000) / 10);
});

describe('a start after a kill', () => {
  it('resumes the execution of a voice under review and does not create the voice again', async () => {
    const { voiceId } = await stack.api.request({ ...request, voicePrompt: 'Steady. [review 40s]' });
    await until(voiceId, 'DEPLOYING');
    await stack.kill();
    stack = await LocalStack.start(folder, { args: [...ports, ...args] });
    expect(stack.output).toContain('already running');
    const voice = await until(voiceId, 'OK');
    await stack.prints(new RegExp(`${voiceId} +resumed`));
    const calls = await stack.simulator.calls();
    expect(
      calls.filter(({ action, voice: made }) => action === 'create' && made === voice.providerVoiceId),
    ).toHaveLength(1);
  });

  it('does not send a create again whose answer was not received', async () => {
    const late = {
      ...request,
      voicePrompt: 'Late. [slow 3s]',
      previewText: 'This answer is never received.',
    };
    const { voiceId } = await stack.api.request(late);
    const creates = () => stack.createsOf(late.previewText);
    while ((await creates()).length === 0);
    await stack.kill();
    stack = await LocalStack.start(folder, { args: [...ports, ...args] });
    await stack.prints(new RegExp(`${voiceId} +resumed +in "(Create voice|Wait to create again)"`));
    // A second create would have been sent before that of another voice.
    const other = await stack.api.request(request);
    await until(other.voiceId, 'OK');
    expect(await creates()).toHaveLength(1);
  });

  it('keeps voices and signed links, and npm stop also ends the simulator', async () => {
    const { voiceId } = await stack.api.request(request);
    await until(voiceId, 'OK');
    const { simulator } = stack;
    const link = await stack.call(`/voices/${voiceId}/preview?as=link`, {
      headers: { Authorization: `Bearer ${stack.note.apiKey}` },
    });
    const { url } = z.object({ url: z.string() }).parse(await link.json());
    expect(await stack.stop()).toBe(0);
    await expect(simulator.snapshot()).rejects.toThrow();
    stack = await LocalStack.start(folder, { args: [...ports, ...args] });
    // The function that signed the link has not run since the restart.
    expect((await fetch(url)).status).toBe(200);
    expect(await stack.api.get(voiceId)).toMatchObject({ status: 'OK' });
  });
});

describe('another provider', () => {
  it('is called with DASHSCOPE_API_KEY in the scope DASHSCOPE_SCOPE, and no simulator is started', async () => {
    const provider = await startSimulator({
      port: 0,
      keys: [{ key: 'sk-canary-key', scope: 'international', name: 'theirs' }],
      settings: { reviewSeconds: 0 },
    });
    const own = mkdtempSync(join(tmpdir(), 'local-stack-'));
    const theirs = await LocalStack.start(own, {
      args,
      environment: {
        DASHSCOPE_API_KEY: 'sk-canary-key',
        DASHSCOPE_SCOPE: 'international',
        DASHSCOPE_HTTP_BASE_URL: provider.urls.international,
      },
    });
    try {
      expect(readdirSync(own)).not.toContain('simulator.json');
      const { voiceId } = await theirs.api.request(request);
      expect(await theirs.voiceAt(voiceId, 'OK')).toMatchObject({ scope: 'international' });
      const refused = await theirs.call('/voices', {
        method: 'POST',
        body: JSON.stringify({ ...request, scope: 'mainland' }),
        headers: { Authorization: `Bearer ${theirs.note.apiKey}`, 'Content-Type': 'application/json' },
      });
      expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'scope_not_configured' }]);
      expect(theirs.output).not.toContain('sk-canary-key');
    } finally {
      await theirs.stop();
      await provider.stop();
      rmSync(own, { recursive: true, force: true });
    }
  });
});
