import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FunctionProblemCode } from '../../lambdas/shared/contract.ts';
import { problem } from '../../lambdas/shared/http/problem.ts';
import { voiceView } from '../../lambdas/shared/voice/view.ts';
import {
  reply,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../lambdas/shared/dashscope/support/scripted-server.ts';
import { awkwardTexts, inheritedNames } from '../support/awkward-text.ts';
import { readyVoice, requestedVoice, voiceId } from '../support/voices.ts';
import { type Surroundings, voice } from './support.ts';

const apiKey = `vdk_${'k'.repeat(43)}`;
const ready = { ...voiceView(readyVoice()), name: 'Reader \u001b[31m晚安', labels: { project: 'a:b' } };
const requested = voiceView(requestedVoice());
const flags = [
  '--family=cosyvoice',
  '--target-model=m',
  '--voice-prompt=calm',
  '--preview-text=Good evening to you.',
];

let server: ScriptedServer;
let folder: string;
beforeEach(async () => {
  server = await startScriptedServer();
  folder = mkdtempSync(join(tmpdir(), 'voice-cli-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const call = (words: readonly string[], { environment, ...rest }: Surroundings = {}) =>
  voice(words, {
    ...rest,
    environment: { VOICE_API_URL: `${server.baseUrl}/v1`, VOICE_API_KEY: apiKey, ...environment },
  });

/** Answers by method and path; an array in turn, its last for ever. */
function serve(routes: Readonly<Record<string, Script | Script[]>>): void {
  server.play((socket, received) => {
    const [route = ''] = received.requestLine.split(/\?| HTTP/);
    const found = routes[route];
    const script = Array.isArray(found) ? (found.length > 1 ? found.shift() : found[0]) : found;
    (script ?? refuse('not_found'))(socket, received);
  });
}
const refuse = (code: FunctionProblemCode) => {
  const document = problem(code, 'request-1', { detail: 'Why not.' });
  return reply(document.status, document);
};
const escapeCode = '\u001b';
const accept: Script = (socket, received) => reply(202, requested)(socket, received);

describe('voice create', () => {
  it('waits until the voice is settled, tells each change on the way, and shows how it is used', async () => {
    serve({
      'POST /v1/voices': accept,
      [`GET /v1/voices/${voiceId}`]: [reply(200, { ...requested, status: 'CREATING' }), reply(200, ready)],
    });
    const { code, out, err } = await call(['create', ...flags, '--label', 'project:a:b']);
    expect(code).toBe(0);
    expect(err).toMatch(
      new RegExp(`${voiceId} +accepted\n${voiceId} +CREATING +0:00.*\n${voiceId} +OK +0:0`),
    );
    expect(out).toContain(
      '{"model":"cosyvoice-v3.5-plus","voice":"cosyvoice-v3.5-plus-vd-abc","languages":["zh","en"]}',
    );
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      family: 'cosyvoice',
      targetModel: 'm',
      voicePrompt: 'calm',
      previewText: 'Good evening to you.',
      labels: { project: 'a:b' },
    });
  });

  it('prints the record alone with --json, and ends at once with --no-wait', async () => {
    serve({ 'POST /v1/voices': accept });
    const { code, out } = await call(['create', ...flags, '--no-wait', '--json', '--idempotency-key', 'k']);
    expect([code, JSON.parse(out)]).toEqual([0, requested]);
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.headers['idempotency-key']).toBe('k');
  });

  it.each([
    ['UNDEPLOYED', 5],
    ['FAILED', 5],
    ['DELETED', 5],
    ['OK', 0],
  ] as const)('ends with the exit code of a voice that became %s: %d', async (status, code) => {
    const settled = { ...requested, status, reason: { code: 'review_rejected', message: 'too loud' } };
    serve({ 'POST /v1/voices': accept, [`GET /v1/voices/${voiceId}`]: reply(200, settled) });
    expect(await call(['create', ...flags])).toMatchObject({
      code,
      out: expect.stringContaining('review_rejected: too loud'),
    });
  });

  it('gives up after its time-out with 6, and says that the voice goes on', async () => {
    serve({ 'POST /v1/voices': accept, [`GET /v1/voices/${voiceId}`]: reply(200, requested) });
    const { code, err } = await call(['create', ...flags, '--timeout', '1s']);
    expect([code, err]).toEqual([6, expect.stringContaining('Gave up waiting; voice watch goes on.')]);
  });

  it('makes several of a file: in its order, each with its own key, a refused one named', async () => {
    let n = 0;
    const ids = ['A', 'B'].map((last) => voiceId.slice(0, -1) + last);
    serve({
      'POST /v1/voices': (socket, received) => {
        if (received.body.includes('"bad"')) return refuse('invalid_request')(socket, received);
        const id = ids[n++];
        return reply(202, { ...requested, voiceId: id, name: JSON.parse(received.body).name })(
          socket,
          received,
        );
      },
      ...Object.fromEntries(ids.map((id) => [`GET /v1/voices/${id}`, reply(200, { ...ready, voiceId: id })])),
    });
    const file = join(folder, 'voices.yaml');
    writeFileSync(file, '- &a { family: qwen, name: one }\n- { family: bad }\n- { <<: *a, name: three }\n');
    const { code, out, err } = await call(['create', '-f', file, '--idempotency-key', 'book', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject([
      { status: 'OK' },
      { problem: { code: 'invalid_request' } },
      { status: 'OK' },
    ]);
    expect(err).toContain('request 2  invalid_request: Why not.');
    const sent = server.received.filter(({ requestLine }) => requestLine.startsWith('POST'));
    expect(sent.map(({ headers }) => headers['idempotency-key']).toSorted()).toEqual([
      'book-1',
      'book-2',
      'book-3',
    ]);
    expect((await call(['create', '-f', '-'], { stdin: '{"family":"bad"}' })).code).toBe(3);
  });

  it.each<[string, string | Buffer, string]>([
    ['UTF-16 with a byte order mark', Buffer.from('\ufeff{"name":"a"}', 'utf16le'), 'UTF-16'],
    ['UTF-16 without one', Buffer.from('{"name":"a"}', 'utf16le'), 'UTF-16'],
    ['UTF-16, big end first', Buffer.from('\ufeff{"name":"a"}', 'utf16le').swap16(), 'UTF-16'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0]), 'UTF-32'],
    ['Latin-1', Buffer.from('{"name":"Jörg"}', 'latin1'), 'not UTF-8'],
    ['half a character at its end', Buffer.from('name: 晚').subarray(0, -1), 'not UTF-8'],
    ['U+FFFD', 'family: qwen\nname: J\ufffdrg\n', 'line 2: has U+FFFD'],
    ['zeros', 'name: a\u0000', 'not text'],
    ['nothing', '', 'empty'],
    ['blanks', '\ufeff \n', 'empty'],
    ['two YAML documents', 'family: qwen\n---\nfamily: qwen\n', 'several YAML documents'],
    ['JSON lines', '{"family":"qwen"}\n\n{"family":"qwen"}\n', 'JSON lines'],
    ['a text', 'hello', 'is not a mapping of fields'],
    ['an empty list', '[]', 'no request'],
  ])('sends nothing of a file of %s, and says what it is', async (_, content, said) => {
    const file = join(folder, 'voices.yaml');
    writeFileSync(file, content);
    for (const [path, stdin] of [
      [file, ''],
      ['-', content],
    ] as const) {
      const { code, out, err } = await call(['create', '-f', path], { stdin });
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(said);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(server.received).toEqual([]);
  });

  it.each([
    ['a byte order mark', '\ufefffamily: qwen\n'],
    ['one YAML document between its marks', '---\nfamily: qwen\n...\n'],
    ['JSON over several lines', '{\n"family":\n"qwen"\n}\n'],
  ])('reads a file with %s', async (_, stdin) => {
    serve({ 'POST /v1/voices': accept });
    expect((await call(['create', '-f', '-', '--no-wait'], { stdin })).code).toBe(0);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({ family: 'qwen' });
  });

  it('sends names and labels as they are, and shows them as they are', async () => {
    const texts = [...awkwardTexts, ...inheritedNames];
    const labels = Object.fromEntries(texts.map((text) => [text.replaceAll(':', '.'), text]));
    serve({
      'POST /v1/voices': (socket, received) =>
        reply(202, { ...requested, ...JSON.parse(received.body) })(socket, received),
    });
    const file = join(folder, 'voices.json');
    writeFileSync(file, JSON.stringify({ name: texts.join(''), labels }));
    const given = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}:${value}`]);
    for (const words of [
      ['-f', file],
      [...flags, '--name', texts.join(''), ...given],
    ]) {
      const { out } = await call(['create', ...words, '--no-wait', '--json']);
      const [shown] = [JSON.parse(out)].flat();
      expect(shown).toMatchObject({ name: texts.join('') });
      expect(Object.entries(shown.labels)).toEqual(Object.entries(labels));
      expect(Object.entries(JSON.parse(server.received.at(-1)?.body ?? '').labels)).toEqual(
        Object.entries(labels),
      );
    }
  });

  it('sends no more of a file once the key is refused', async () => {
    serve({ 'POST /v1/voices': refuse('unauthenticated') });
    const stdin = JSON.stringify(Array.from({ length: 50 }, () => ({ family: 'qwen' })));
    expect((await call(['create', '-f', '-'], { stdin })).code).toBe(4);
    expect(server.received.length).toBeLessThanOrEqual(4);
  });
});

describe('exit codes', () => {
  it.each([
    [3, refuse('not_found'), 'not_found: Why not.'],
    [3, refuse('invalid_state'), 'invalid_state'],
    [3, refuse('scope_not_configured'), 'scope_not_configured'],
    [4, refuse('unauthenticated'), 'VOICE_API_KEY is not a key of this deployment'],
    [4, refuse('forbidden'), 'A key with that scope is needed'],
    [1, reply(404, '<html>nginx</html>'), 'the response is not from this API'],
  ] as const)('%d for what the API refuses, with what to do about it: %#', async (code, script, said) => {
    server.play(script);
    const { err, ...outcome } = await call(['get', voiceId]);
    expect(outcome).toEqual({ code, out: '' });
    expect(err).toMatch(/^voice: /);
    expect(err).toContain(said);
    expect(err).not.toMatch(/^ +at /m);
  });

  it('name every field that is wrong', async () => {
    const errors = [
      { pointer: '/voicePrompt', code: 'required' as const, detail: 'is missing' },
      { parameter: 'limit', code: 'not_allowed' as const, detail: 'is not one', allowed: ['a', 'b'] },
    ];
    server.play(reply(400, problem('invalid_request', 'r', { detail: 'Listed.', errors })));
    const { code, err } = await call(['create', ...flags]);
    expect(code).toBe(3);
    expect(err).toContain('  voicePrompt is missing (required)\n  limit is not one: a, b (not_allowed)');
  });
});

describe('what is shown', () => {
  it('is a table without colours where nobody looks, and whose names steer no terminal', async () => {
    server.play(reply(200, { voices: [ready, requested], cursor: null }));
    const { out } = await call(['list']);
    expect(out.split('\n')[0]).toMatch(/^VOICE ID +STATUS +TARGET MODEL +SCOPE +AGE +NAME$/);
    expect(out).toContain('Reader �[31m晚安');
    expect(out).not.toContain('\u001b');
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('has colours on a terminal with %j: %s', async (environment, coloured) => {
    server.play(reply(200, { voices: [ready], cursor: null }));
    const { out } = await call(['list'], { environment, tty: true });
    expect(out.includes('\u001b[32mOK')).toBe(coloured);
  });

  it('is redrawn in place on a terminal while it waits, and gone when the result comes', async () => {
    serve({
      'POST /v1/voices': accept,
      [`GET /v1/voices/${voiceId}`]: [reply(200, { ...requested, status: 'DEPLOYING' }), reply(200, ready)],
    });
    const { err } = await call(['create', ...flags], { tty: true });
    expect(err).toMatch(new RegExp(`DEPLOYING +0:00.*\n${escapeCode}\\[1A${escapeCode}\\[0J`));
    expect(err).toMatch(new RegExp(`${voiceId} +OK +0:0\\d .*\n$`));
  });

  it('says that there are more than the limit', async () => {
    server.play(reply(200, { voices: [ready, requested], cursor: null }));
    const { out, err } = await call(['list', '--limit', '1', '--json']);
    expect([JSON.parse(out).length, err]).toEqual([1, 'The newest 1; there are more (--limit N, --all).\n']);
    expect((await call(['list', '--limit', '2'])).err).toBe('');
  });

  it('never is a key, whoever repeats it', async () => {
    server.play(reply(400, problem('invalid_request', 'r', { detail: `you sent ${apiKey}` })));
    const { err } = await call(['get', voiceId]);
    expect(err).toContain('you sent vdk_…');
    expect(err).not.toContain('kkk');
  });
});

describe('voice preview', () => {
  beforeEach(() => {
    serve({
      [`GET /v1/voices/${voiceId}/preview`]: reply(302, '', { location: `${server.baseUrl}/audio` }),
      'GET /audio': reply(200, 'RIFF', { 'content-type': 'audio/wav' }),
    });
  });

  it('writes the audio, and replaces nothing unasked', async () => {
    const path = join(folder, 'a.wav');
    expect(await call(['preview', voiceId, '-o', path])).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(path, 'utf8')).toBe('RIFF');
    writeFileSync(path, 'mine');
    expect(await call(['preview', voiceId, '-o', path])).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already; --force replaces it'),
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    expect((await call(['preview', voiceId, '-o', path, '--force'])).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe('RIFF');
    expect((await call(['preview', voiceId, '-o', join(folder, 'no/such')])).code).toBe(2);
  });

  it('gives it to standard output, and nothing besides', async () => {
    expect(await call(['preview', voiceId, '-o', '-'])).toEqual({ code: 0, out: 'RIFF', err: '' });
  });

  it('plays it by a program that is there', async () => {
    const played = join(folder, 'played');
    writeFileSync(join(folder, 'aplay'), `#!/bin/sh\n/bin/cat "$2" > ${played}\n`, { mode: 0o755 });
    const playWith = (PATH: string) => call(['preview', voiceId, '--play'], { environment: { PATH } });
    expect((await playWith('/nowhere')).err).toContain('save it with -o FILE');
    expect((await playWith(folder)).code).toBe(0);
    expect(readFileSync(played, 'utf8')).toBe('RIFF');
  });
});

describe('voice delete and restore', () => {
  it('go on after a voice that is refused, and tell it by their exit code', async () => {
    const other = `${voiceId.slice(0, -1)}B`;
    const until = '2026-03-08T12:00:00.000Z';
    const deleted = { ...ready, status: 'DELETED', purgeAt: until, restorableUntil: until };
    serve({
      [`DELETE /v1/voices/${voiceId}`]: refuse('invalid_state'),
      [`DELETE /v1/voices/${other}`]: reply(200, { ...deleted, voiceId: other }),
    });
    const { code, out, err } = await call(['delete', voiceId, other]);
    expect(code).toBe(3);
    expect(out).toBe(`${other}  DELETED  restorable until 2026-03-08T12:00:00.000Z\n`);
    expect(err).toContain(`${voiceId}  invalid_state: Why not.`);
  });

  it.each([
    ['DELETED', 'is being purged'],
    ['CREATING', 'will be purged once the provider has made it'],
    ['PURGED', ''],
  ])('remove a voice for good with --purge: %s, %j', async (status, said) => {
    serve({ [`DELETE /v1/voices/${voiceId}`]: reply(202, { ...ready, status }) });
    const { code, out } = await call(['delete', voiceId, '--purge']);
    expect([code, out.trim()]).toEqual([0, `${voiceId}  ${status}  ${said}`.trim()]);
    expect(server.received[0]?.requestLine).toContain('?purge=true ');
  });

  it('say that a voice is deleted once it is made', async () => {
    serve({ [`DELETE /v1/voices/${voiceId}`]: reply(202, { ...requested, status: 'CREATING' }) });
    expect((await call(['delete', voiceId])).out).toContain('CREATING  will be deleted as soon as');
  });
});

describe('voice capacity', () => {
  const lists = [
    {
      family: 'cosyvoice',
      scope: 'mainland',
      used: 41,
      limit: 1_000,
      inFlight: 2,
      countedAt: '2026-01-01T00:00:00.000Z',
    },
    { family: 'qwen', scope: 'mainland', used: null, limit: null, inFlight: 0, countedAt: null },
  ];

  it('shows each list with the age of its count, or that nobody has counted', async () => {
    serve({ 'GET /v1/capacity': reply(200, lists) });
    const { code, out } = await call(['capacity']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^FAMILY +SCOPE +USED +LIMIT +IN FLIGHT +COUNTED$/),
      expect.stringMatching(/^cosyvoice +mainland +41 +1000 +2 +\d+d ago$/),
      expect.stringMatching(/^qwen +mainland +- +- +0 +not yet$/),
    ]);
    expect(JSON.parse((await call(['capacity', '--json'])).out)).toEqual(lists);
  });
});

describe('voice watch', () => {
  const page = (...voices: unknown[]) => reply(200, { voices, cursor: null });
  it('tells each change of what is unsettled, to its end', async () => {
    const looks = [requested, { ...requested, status: 'DEPLOYING' }];
    let list = 0;
    serve({
      // Three lists a look: what is unsettled stands in the first.
      'GET /v1/voices': (socket, received) => {
        const voices = list % 3 === 0 ? looks.slice(list / 3, list / 3 + 1) : [];
        list += 1;
        page(...voices)(socket, received);
      },
      [`GET /v1/voices/${voiceId}`]: reply(200, ready),
    });
    const { code, out } = await call(['watch', '--interval', '1s', '--json']);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['REQUESTED', 'DEPLOYING', 'OK']);
  });

  it('gives up with 6, and ends at once where nothing is unsettled', async () => {
    server.play(page(requested));
    expect((await call(['watch', '--timeout', '1s', '--interval', '2s'])).code).toBe(6);
    server.play(page());
    expect(await call(['watch'])).toEqual({ code: 0, out: '', err: '' });
  });
});
