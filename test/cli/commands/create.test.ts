import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { awkwardTexts, inheritedNames } from '../../support/awkward-text.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, accept, ready, refuse, requested, requestFlags } from './support.ts';

const api = ApiFixture.use();

describe('voice create', () => {
  it('waits until the voice is settled, reports each status, and prints the synthesis parameters', async () => {
    api.serve({
      'POST /v1/voices': accept,
      [`GET /v1/voices/${voiceId}`]: [reply(200, { ...requested, status: 'CREATING' }), reply(200, ready)],
    });
    const { code, out, err } = await api.call(['create', ...requestFlags, '--label', 'project:a:b']);
    expect(code).toBe(0);
    expect(err).toMatch(
      new RegExp(`${voiceId} +accepted\n${voiceId} +CREATING +0:00.*\n${voiceId} +OK +0:0`),
    );
    expect(out).toContain(
      '{"model":"cosyvoice-v3.5-plus","voice":"cosyvoice-v3.5-plus-vd-abc","languages":["zh","en"]}',
    );
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toEqual({
      family: 'cosyvoice',
      targetModel: 'm',
      voicePrompt: 'calm',
      previewText: 'Good evening to you.',
      labels: { project: 'a:b' },
    });
  });

  it('prints only the record with --json, and returns at once with --no-wait', async () => {
    api.serve({ 'POST /v1/voices': accept });
    const { code, out } = await api.call([
      'create',
      ...requestFlags,
      '--no-wait',
      '--json',
      '--idempotency-key',
      'k',
    ]);
    expect([code, JSON.parse(out)]).toEqual([0, requested]);
    expect(api.server.received).toHaveLength(1);
    expect(api.server.received[0]?.headers['idempotency-key']).toBe('k');
  });

  it.each([
    ['UNDEPLOYED', 5],
    ['FAILED', 5],
    ['DELETED', 5],
    ['OK', 0],
  ] as const)('returns the exit code for the status %s: %d', async (status, code) => {
    const settled = { ...requested, status, reason: { code: 'review_rejected', message: 'too loud' } };
    api.serve({ 'POST /v1/voices': accept, [`GET /v1/voices/${voiceId}`]: reply(200, settled) });
    expect(await api.call(['create', ...requestFlags])).toMatchObject({
      code,
      out: expect.stringContaining('review_rejected: too loud'),
    });
  });

  it('returns 6 after its time-out and reports that the workflow continues', async () => {
    api.serve({ 'POST /v1/voices': accept, [`GET /v1/voices/${voiceId}`]: reply(200, requested) });
    const { code, err } = await api.call(['create', ...requestFlags, '--timeout', '1s']);
    expect([code, err]).toEqual([
      6,
      expect.stringContaining('Timed out while waiting. The workflow continues'),
    ]);
  });

  it('creates the voices of a file in its order, with one key each, and names a refused request', async () => {
    let n = 0;
    const ids = ['A', 'B'].map((last) => voiceId.slice(0, -1) + last);
    api.serve({
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
    const file = join(api.folder, 'voices.yaml');
    writeFileSync(file, '- &a { family: qwen, name: one }\n- { family: bad }\n- { <<: *a, name: three }\n');
    const { code, out, err } = await api.call(['create', '-f', file, '--idempotency-key', 'book', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject([
      { status: 'OK' },
      { problem: { code: 'invalid_request' } },
      { status: 'OK' },
    ]);
    expect(err).toContain('request 2  invalid_request: Not possible.');
    const sent = api.server.received.filter(({ requestLine }) => requestLine.startsWith('POST'));
    expect(sent.map(({ headers }) => headers['idempotency-key']).toSorted()).toEqual([
      'book-1',
      'book-2',
      'book-3',
    ]);
    expect((await api.call(['create', '-f', '-'], { stdin: '{"family":"bad"}' })).code).toBe(3);
  });

  it.each<[string, string | Buffer, string]>([
    ['UTF-16 with a byte order mark', Buffer.from('\ufeff{"name":"a"}', 'utf16le'), 'UTF-16'],
    ['UTF-16 without a byte order mark', Buffer.from('{"name":"a"}', 'utf16le'), 'UTF-16'],
    ['big-endian UTF-16', Buffer.from('\ufeff{"name":"a"}', 'utf16le').swap16(), 'UTF-16'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0, 0x7d, 0, 0, 0]), 'UTF-32'],
    ['Latin-1', Buffer.from('{"name":"Jörg"}', 'latin1'), 'not UTF-8'],
    ['a truncated character at its end', Buffer.from('name: 晚').subarray(0, -1), 'not UTF-8'],
    ['U+FFFD', 'family: qwen\nname: J\ufffdrg\n', 'line 2: contains U+FFFD'],
    ['a zero byte', 'name: a\u0000', 'not text'],
    ['no content', '', 'empty'],
    ['only blanks', '\ufeff \n', 'empty'],
    ['two YAML documents', 'family: qwen\n---\nfamily: qwen\n', 'several YAML documents'],
    ['JSON lines', '{"family":"qwen"}\n\n{"family":"qwen"}\n', 'JSON lines'],
    ['plain text', 'hello', 'is not a mapping of fields'],
    ['an empty list', '[]', 'no request'],
  ])('rejects a file with %s before it sends a request', async (_, content, message) => {
    const file = join(api.folder, 'voices.yaml');
    writeFileSync(file, content);
    for (const [path, stdin] of [
      [file, ''],
      ['-', content],
    ] as const) {
      const { code, out, err } = await api.call(['create', '-f', path], { stdin });
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain(message);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(api.server.received).toEqual([]);
  });

  it.each([
    ['a byte order mark', '\ufefffamily: qwen\n'],
    ['one YAML document between markers', '---\nfamily: qwen\n...\n'],
    ['JSON over several lines', '{\n"family":\n"qwen"\n}\n'],
  ])('accepts a file with %s', async (_, stdin) => {
    api.serve({ 'POST /v1/voices': accept });
    expect((await api.call(['create', '-f', '-', '--no-wait'], { stdin })).code).toBe(0);
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toEqual({ family: 'qwen' });
  });

  it('sends and prints names and labels unchanged', async () => {
    const texts = [...awkwardTexts, ...inheritedNames];
    const labels = Object.fromEntries(texts.map((text) => [text.replaceAll(':', '.'), text]));
    api.serve({
      'POST /v1/voices': (socket, received) =>
        reply(202, { ...requested, ...JSON.parse(received.body) })(socket, received),
    });
    const file = join(api.folder, 'voices.json');
    writeFileSync(file, JSON.stringify({ name: texts.join(''), labels }));
    const labelFlags = Object.entries(labels).flatMap(([key, value]) => ['--label', `${key}:${value}`]);
    for (const words of [
      ['-f', file],
      [...requestFlags, '--name', texts.join(''), ...labelFlags],
    ]) {
      const { out } = await api.call(['create', ...words, '--no-wait', '--json']);
      const [shown] = [JSON.parse(out)].flat();
      expect(shown).toMatchObject({ name: texts.join('') });
      expect(Object.entries(shown.labels)).toEqual(Object.entries(labels));
      expect(Object.entries(JSON.parse(api.server.received.at(-1)?.body ?? '').labels)).toEqual(
        Object.entries(labels),
      );
    }
  });

  it('stops sending the requests of a file once the API key is rejected', async () => {
    api.serve({ 'POST /v1/voices': refuse('unauthenticated') });
    const stdin = JSON.stringify(Array.from({ length: 50 }, () => ({ family: 'qwen' })));
    expect((await api.call(['create', '-f', '-'], { stdin })).code).toBe(4);
    expect(api.server.received.length).toBeLessThanOrEqual(4);
  });
});

describe('voice create --dry-run', () => {
  const capacity = {
    family: 'cosyvoice',
    scope: 'mainland',
    used: 597,
    limit: 1_000,
    inFlight: 3,
    countedAt: '2026-11-29T15:30:00.000Z',
  };
  const checked = {
    valid: true,
    warnings: [{ code: 'family_retired', message: 'The family is retired.' }],
    advice: [{ code: 'vague', message: '"nice" describes no sound.' }],
    cost: { amount: 0.2, currency: 'CNY', basis: 'The provider bills CNY 0.2.' },
    capacity,
  };

  it('prints the result of the check, and neither creates nor waits', async () => {
    api.serve({ 'POST /v1/voices': reply(200, checked) });
    const { code, out, err } = await api.call(['create', ...requestFlags, '--dry-run']);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'valid',
      '  warning  family_retired: The family is retired.',
      '  advice   vague: "nice" describes no sound.',
      '  cost     CNY 0.2. The provider bills CNY 0.2.',
      '  places   400 of 1000 free for the family cosyvoice in the scope mainland',
      '',
    ]);
    expect(api.server.received.map(({ requestLine }) => requestLine)).toEqual([
      'POST /v1/voices?dryRun=true HTTP/1.1',
    ]);
  });

  it('returns 3 for a request that would be refused, and shows an unknown price and an uncounted list', async () => {
    const unknown = {
      ...checked,
      valid: false,
      cost: { amount: null, currency: null, basis: 'The provider documents no clear price.' },
      capacity: { ...capacity, used: null, limit: null },
    };
    api.serve({ 'POST /v1/voices': reply(200, unknown) });
    const { code, out } = await api.call(['create', ...requestFlags, '--dry-run']);
    expect(code).toBe(3);
    expect(out).toMatch(/^would be refused\n/);
    expect(out).toContain('cost     The provider documents no clear price.');
    expect(out).toContain('the family cosyvoice in the scope mainland is not counted yet');
  });

  it('checks every request of a file in its order', async () => {
    api.serve({
      'POST /v1/voices': (socket, received) =>
        (received.body.includes('"bad"') ? refuse('invalid_request') : reply(200, checked))(socket, received),
    });
    const stdin = '[{"family":"cosyvoice"},{"family":"bad"}]';
    const text = await api.call(['create', '-f', '-', '--dry-run'], { stdin });
    expect(text.code).toBe(3);
    expect(text.out).toMatch(/^request 1 {2}valid\n[\s\S]*\nrequest 2 {2}refused\n$/);
    expect(text.err).toContain('request 2  invalid_request: Not possible.');
    const json = await api.call(['create', '-f', '-', '--dry-run', '--json'], { stdin });
    expect(JSON.parse(json.out)).toEqual([
      checked,
      { valid: false, problem: expect.objectContaining({ code: 'invalid_request' }) },
    ]);
  });
});
