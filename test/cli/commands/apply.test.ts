import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { problem } from '../../../lambdas/shared/http/problem.ts';
import { auditionView } from '../../../lambdas/shared/voice/audition-view.ts';
import { reply, type Script } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { openAudition } from '../../support/auditions.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, ready, refuse, requested } from './support.ts';

const api = ApiFixture.use();

const file = `reader:
  family: cosyvoice
  targetModel: cosyvoice-v3.5-plus
  voicePrompt: A calm woman
  previewText: Good evening to you.
`;
const capacity = {
  family: 'cosyvoice',
  scope: 'mainland',
  used: 10,
  limit: 1_000,
  inFlight: 0,
  countedAt: '2026-11-29T15:30:00.000Z',
};
const checked = {
  valid: true,
  warnings: [],
  advice: [],
  briefHash: 'new',
  capacity,
  cost: { amount: 0.2, currency: 'CNY', basis: 'The provider bills CNY 0.2.' },
};
const alias = {
  alias: 'reader',
  version: 2,
  voiceId,
  status: 'OK',
  use: ready.use,
  briefHash: 'old',
  managedBy: 'apply',
  previous: null,
  pending: null,
};
const page = (...aliases: object[]): Script => reply(200, { aliases, cursor: null });

let path = '';
beforeEach(() => {
  path = join(api.folder, 'voices.yaml');
  writeFileSync(path, file);
});

const sent = () => api.server.received.map(({ requestLine }) => requestLine.replace(' HTTP/1.1', ''));
const reads = ['POST /v1/voices?dryRun=true', 'GET /v1/aliases?limit=100'];

describe('voice apply', () => {
  it('prints the plan and its cost with --dry-run, and changes nothing', async () => {
    const former = {
      ...ready,
      targetModel: 'cosyvoice-v3.5-flash',
      language: 'en',
      previewText: 'Good evening to you.',
    };
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': page(alias),
      [`GET /v1/voices/${voiceId}`]: reply(200, former),
    });
    const { code, out, err } = await api.call(['apply', path, '--dry-run']);
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'ALIAS   ACTION  REASON',
      'reader  remake  the brief has changed: targetModel cosyvoice-v3.5-flash → cosyvoice-v3.5-plus, voicePrompt, language en → none',
      '',
      'Plan: 1 to remake, 0 unchanged.',
      'Cost of 1 voice: CNY 0.2. The provider bills CNY 0.2.',
      '',
    ]);
    expect(sent()).toEqual([...reads, `GET /v1/voices/${voiceId}`]);
    const { plan } = JSON.parse((await api.call(['apply', path, '--dry-run', '--json'])).out);
    expect(plan.steps).toEqual([
      {
        alias: 'reader',
        action: 'remake',
        version: 2,
        reason: 'brief_changed',
        changes: [
          { field: 'targetModel', from: 'cosyvoice-v3.5-flash', to: 'cosyvoice-v3.5-plus' },
          { field: 'voicePrompt', from: 'A calm voice that takes its time.', to: 'A calm woman' },
          { field: 'language', from: 'en', to: null },
        ],
      },
    ]);
  });

  it('states the reason of a remake without reading the voice if it makes voices, or the voice is gone', async () => {
    const gone = { ...alias, briefHash: 'new', status: 'EXPIRED' };
    api.serve({ 'POST /v1/voices': reply(200, checked), 'GET /v1/aliases': page(gone) });
    const { out } = await api.call(['apply', path, '--dry-run']);
    expect(out).toMatch(/^reader {2}remake {2}DashScope no longer has its voice$/m);
    api.serve({ 'POST /v1/voices': reply(200, checked), 'GET /v1/aliases': page(alias) });
    const stopped = await api.call(['apply', path], { tty: true, stdin: 'n\n' });
    expect(stopped.out).toContain('the brief has changed\n');
    expect(sent()).toEqual([...reads, ...reads]);
  });

  it('shows the plan without the fields of a voice that no longer has a record', async () => {
    api.serve({ 'POST /v1/voices': reply(200, checked), 'GET /v1/aliases': page(alias) });
    const { code, out } = await api.call(['apply', path, '--dry-run']);
    expect([code, out]).toEqual([0, expect.stringContaining('remake  the brief has changed\n')]);
  });

  const warnings = [
    { code: 'family_retired', message: 'The provider retired the model.' },
    { code: 'voice_quota_exhausted', message: 'The account is full.' },
  ];
  const advice = [{ code: 'short_description', message: 'Use 15 to 40 words.' }];
  const withNotes = { ...checked, warnings, advice };
  const brief = file.slice(file.indexOf('\n') + 1);
  it('prints the warnings below the plan, and advice on new voices with --dry-run', async () => {
    writeFileSync(path, ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}:\n${brief}`).join(''));
    api.serve({
      'POST /v1/voices': reply(200, withNotes),
      'GET /v1/aliases': page({ ...alias, alias: 'a', briefHash: 'new' }),
    });
    const { code, out } = await api.call(['apply', path, '--dry-run']);
    expect([code, out.split('\n').slice(6)]).toEqual([
      0,
      [
        'Plan: 4 to create, 1 unchanged.',
        'Cost of 4 voices: CNY 0.8. The provider bills CNY 0.2.',
        `warning  ${path}, line 1: a, b, c and 2 others: The provider retired the model. (family_retired)`,
        `advice  ${path}, line 6: b, c, d and 1 other: Use 15 to 40 words. (short_description)`,
        '',
      ],
    ]);
  });

  it('prints warnings without advice when it makes voices, and about unchanged aliases', async () => {
    api.serve({
      'POST /v1/voices': reply(200, withNotes),
      'GET /v1/aliases': page({ ...alias, briefHash: 'new' }),
    });
    expect((await api.call(['apply', path, '--yes'])).out.split('\n')).toEqual([
      'Plan: 1 unchanged.',
      `warning  ${path}, line 1: reader: The provider retired the model. (family_retired)`,
      '',
    ]);
    const { out } = await api.call(['apply', path, '--yes', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      warnings: [{ alias: 'reader', line: 1, ...warnings[0] }],
      advice: [],
    });
  });

  it('remakes an alias of the planned version with the whole brief, and ends when it has moved', async () => {
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': [page(alias), page(alias), page({ ...alias, briefHash: 'new', version: 3 })],
      'POST /v1/aliases/reader/remake': reply(202, requested),
    });
    const { code, out, err } = await api.call(['apply', path, '--yes']);
    expect([code, err]).toEqual([0, 'reader  done\n']);
    expect(out).toMatch(/1 of 1 aliases are as in the file\.\n$/);
    const remake = api.server.received.find(({ requestLine }) => requestLine.includes('remake'));
    expect(remake?.headers['if-match']).toBe('"2"');
    expect(JSON.parse(remake?.body ?? '')).toEqual({
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A calm woman',
      previewText: 'Good evening to you.',
      scope: null,
      name: null,
      language: null,
      sampleRate: null,
      responseFormat: null,
      labels: null,
      managedBy: 'apply',
    });
  });

  it('requests the candidates of a brief as an audition, and then waits for a choice', async () => {
    writeFileSync(path, `${file}  candidates: 3\n`);
    const audition = { ...auditionView(openAudition(), []), remakeOf: 'reader' };
    const { auditionId } = audition;
    const cost = { ...checked.cost, amount: 0.6 };
    const auditions = (...found: object[]) => reply(200, { auditions: found, cursor: null });
    api.serve({
      'POST /v1/auditions': reply(200, { ...checked, cost }),
      'GET /v1/aliases': page(),
      'GET /v1/auditions': auditions(),
      'POST /v1/aliases/reader/remake': reply(202, audition),
    });
    const first = await api.call(['apply', path, '--yes']);
    expect(first.code).toBe(6);
    expect(first.out).toContain('Cost of 3 voices: CNY 0.6.');
    expect(first.out).toContain(
      `reader  waiting  Choose a candidate with voice audition choose ${auditionId} VOICE_ID.`,
    );
    const remake = api.server.received.find(({ requestLine }) => requestLine.includes('remake'));
    expect(JSON.parse(remake?.body ?? '')).toMatchObject({ candidates: 3, managedBy: 'apply' });
    const listed = { ...audition, candidates: openAudition().candidates };
    api.serve({
      'POST /v1/auditions': reply(200, { ...checked, cost }),
      'GET /v1/aliases': page(),
      'GET /v1/auditions': auditions(listed),
    });
    const again = await api.call(['apply', path]);
    expect([again.code, again.err]).toEqual([6, '']);
    expect(again.out).toMatch(new RegExp(`reader +choose +audition ${auditionId} waits for a choice`));
    expect(again.out).toContain('Plan: 1 to choose, 0 unchanged.');
  });

  it('does nothing and asks nothing if every alias is as in the file', async () => {
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': page({ ...alias, briefHash: 'new' }),
    });
    expect(await api.call(['apply', path])).toEqual({ code: 0, out: 'Plan: 1 unchanged.\n', err: '' });
  });

  it.each([
    ['y\n', 0, 3],
    ['yes\n', 0, 3],
    ['n\n', 3, 2],
    ['\n', 3, 2],
    ['', 3, 2],
  ])('asks on a terminal, and the answer %j has the exit code %i', async (stdin, code, aliasReads) => {
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': [page(alias), page(alias), page({ ...alias, briefHash: 'new' })],
      'POST /v1/aliases/reader/remake': reply(202, requested),
    });
    const result = await api.call(['apply', path], { tty: true, stdin });
    expect(result).toMatchObject({ code, err: expect.stringContaining('Apply these changes? [y/N] ') });
    expect(sent().filter((line) => line.startsWith('GET /v1/aliases')).length).toBe(
      code === 0 ? aliasReads : 1,
    );
  });

  it('needs --yes without a terminal', async () => {
    api.serve({ 'POST /v1/voices': reply(200, checked), 'GET /v1/aliases': page(alias) });
    const { code, err } = await api.call(['apply', path]);
    expect([code, err]).toEqual([2, 'voice: a confirmation needs a terminal; add --yes\n']);
    expect(sent()).toEqual(reads);
  });

  it('refuses a file with a problem of its form before any call', async () => {
    writeFileSync(path, `${file}  colour: blue\n`);
    const { code, err } = await api.call(['apply', path, '--yes']);
    expect([code, err]).toEqual([
      2,
      `voice: ${path}, line 6: reader: colour is not a field of a brief (unknown_field)\n`,
    ]);
    expect(sent()).toEqual([]);
  });

  it('names file, line, alias, field and rule of a brief that the API refuses, and writes nothing', async () => {
    const { status, ...rest } = problem('invalid_request', 'request-1', {
      errors: [
        { pointer: '/voicePrompt', code: 'too_long', detail: 'has more than 500 Unicode code points' },
        { pointer: '/language', code: 'not_allowed', detail: 'is not allowed for the family cosyvoice' },
      ],
    });
    api.serve({ 'POST /v1/voices': reply(status, { status, ...rest }) });
    const { code, err } = await api.call(['apply', path, '--yes']);
    expect([code, err.split('\n')]).toEqual([
      3,
      [
        `voice: ${path}, line 1: reader: language is not allowed for the family cosyvoice (not_allowed)`,
        `${path}, line 4: reader: voicePrompt has more than 500 Unicode code points (too_long)`,
        '',
      ],
    ]);
    expect(sent()).toEqual(reads.slice(0, 1));
  });

  it('refuses a plan that does not fit the account as a whole', async () => {
    const full = { ...checked, valid: false, capacity: { ...capacity, used: 1_000 } };
    api.serve({ 'POST /v1/voices': reply(200, full), 'GET /v1/aliases': page() });
    const { code, out } = await api.call(['apply', path, '--yes']);
    expect(code).toBe(3);
    expect(out).toContain(
      'The plan needs 1 places for voices of the family cosyvoice in the scope mainland, and 0 are free. Nothing was changed.',
    );
    expect(sent()).toEqual(reads);
  });

  it('refuses a plan with new voices while creating voices is switched off', async () => {
    const warnings = [{ code: 'creates_disabled', message: 'Creating voices is switched off.' }];
    api.serve({ 'POST /v1/voices': reply(200, { ...checked, warnings }), 'GET /v1/aliases': page(alias) });
    const { code, out } = await api.call(['apply', path, '--yes']);
    expect([code, out]).toEqual([3, expect.stringContaining('switched off. Nothing was changed.')]);
  });

  it('prints plan and results as JSON, and returns 5 for a voice that failed', async () => {
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': page(alias),
      'POST /v1/aliases/reader/remake': reply(202, requested),
      [`GET /v1/voices/${voiceId}`]: reply(200, {
        ...requested,
        status: 'UNDEPLOYED',
        reason: { code: 'review_rejected' },
      }),
    });
    const { code, out } = await api.call(['apply', path, '--yes', '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([
      5,
      {
        plan: { steps: [{ alias: 'reader', action: 'remake', version: 2 }] },
        cost: { voices: 1, amount: 0.2, currency: 'CNY' },
        results: [{ alias: 'reader', outcome: 'failed' }],
      },
    ]);
  });

  it('deletes an alias of the planned version with --prune', async () => {
    const old = { ...alias, alias: 'old', version: 7 };
    api.serve({
      'POST /v1/voices': reply(200, checked),
      'GET /v1/aliases': [
        page({ ...alias, briefHash: 'new' }, old),
        page({ ...alias, briefHash: 'new' }, old),
        page({ ...alias, briefHash: 'new' }),
      ],
      'DELETE /v1/aliases/old': reply(200, { alias: 'old', version: 8 }),
    });
    expect((await api.call(['apply', path, '--prune', '--yes'])).code).toBe(0);
    const deletion = api.server.received.find(({ requestLine }) => requestLine.startsWith('DELETE'));
    expect(deletion?.headers['if-match']).toBe('"7"');
  });
});

describe('voice export', () => {
  it('writes a file whose briefs are those of the voices, and reports what it leaves out', async () => {
    const lost = { ...alias, alias: 'imported', voiceId: `${voiceId.slice(0, -1)}B` };
    api.serve({
      'GET /v1/aliases': page(alias, lost),
      [`GET /v1/voices/${voiceId}`]: reply(200, { ...ready, name: null }),
      [`GET /v1/voices/${lost.voiceId}`]: reply(200, { ...ready, voicePrompt: null }),
    });
    const output = join(api.folder, 'exported.yaml');
    const { code, out, err } = await api.call(['export', '-o', output]);
    expect([code, out, err]).toEqual([
      0,
      '',
      'imported  left out, because the texts of its voice are not known\n',
    ]);
    expect(readFileSync(output, 'utf8')).toBe(`reader:
  family: cosyvoice
  scope: mainland
  targetModel: cosyvoice-v3.5-plus
  voicePrompt: A calm voice that takes its time.
  previewText: The harbour is quiet tonight.
  sampleRate: 24000
  responseFormat: wav
  labels:
    project: a:b
`);
    expect((await api.call(['export'])).out).toBe(readFileSync(output, 'utf8'));
  });

  it('reports a file that cannot be written', async () => {
    api.serve({ 'GET /v1/aliases': page() });
    expect(await api.call(['export', '-o', api.folder])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be written (EISDIR)'),
    });
  });

  it('reports a refusal of the API', async () => {
    api.serve({ 'GET /v1/aliases': refuse('forbidden') });
    expect((await api.call(['export'])).code).toBe(4);
  });
});
