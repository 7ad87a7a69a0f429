import { describe, expect, it } from '@jest/globals';
import { auditionView } from '../../../lambdas/shared/voice/audition-view.ts';
import type { PreviewAnalysis } from '../../../lambdas/shared/voice/preview-analysis.ts';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { openAudition } from '../../support/auditions.ts';
import { readyVoice, requestedVoice, storedAnalysis, storedPreview } from '../../support/voices.ts';
import { ApiFixture, refuse, requestFlags } from './support.ts';

const api = ApiFixture.use();

const record = openAudition();
const { auditionId, candidates } = record;
const [first = '', second = ''] = candidates.map(({ voiceId }) => voiceId);
const pending = candidates.map(({ voiceId }) => ({ ...requestedVoice({ voiceId }), auditionId }));
const open = auditionView(record, pending);
const settled = auditionView({ ...record, status: 'READY' }, [
  readyVoice({ voiceId: first }),
  { ...requestedVoice({ voiceId: second }), status: 'FAILED', reason: { code: 'content_rejected' } },
]);
const path = `/v1/auditions/${auditionId}`;

describe('voice audition create', () => {
  it('waits until the candidates are settled, reports each, and lists them', async () => {
    api.serve({
      'POST /v1/auditions': reply(202, open),
      [`GET ${path}`]: [reply(200, open), reply(200, settled)],
    });
    const { code, out, err } = await api.call(['audition', 'create', ...requestFlags, '--candidates', '2']);
    expect(code).toBe(0);
    expect(err).toMatch(new RegExp(`${auditionId} +accepted, 2 candidates`));
    expect(err).toMatch(new RegExp(`${first} +OK`));
    expect(err).toMatch(new RegExp(`${second} +FAILED`));
    expect(out).toMatch(new RegExp(`${auditionId}  READY`));
    expect(out).toMatch(new RegExp(`${second} +FAILED .*content_rejected`));
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toMatchObject({
      voicePrompt: 'calm',
      candidates: 2,
    });
  });

  it('returns at once with --no-wait, and prints the audition with --json', async () => {
    api.serve({ 'POST /v1/auditions': reply(202, open) });
    const flags = [
      '--no-wait',
      '--json',
      '--idempotency-key',
      'k',
      '--keep-hours',
      '1',
      '--alias',
      'narrator',
    ];
    const { code, out } = await api.call(['audition', 'create', ...requestFlags, ...flags]);
    expect([code, JSON.parse(out)]).toEqual([0, JSON.parse(JSON.stringify(open))]);
    expect(api.server.received[0]?.headers['idempotency-key']).toBe('k');
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toMatchObject({
      keepHours: 1,
      alias: 'narrator',
    });
  });

  it.each([
    ['READY', 0],
    ['FAILED', 5],
    ['CANCELLED', 5],
  ] as const)('returns the exit code for the status %s: %d', async (status, code) => {
    api.serve({
      'POST /v1/auditions': reply(202, open),
      [`GET ${path}`]: reply(200, { ...settled, status }),
    });
    expect(await api.call(['audition', 'create', ...requestFlags])).toMatchObject({ code });
  });

  it('returns 6 after the time-out', async () => {
    api.serve({ 'POST /v1/auditions': reply(202, open), [`GET ${path}`]: reply(200, open) });
    const { code, err } = await api.call(['audition', 'create', ...requestFlags, '--timeout', '1s']);
    expect(code).toBe(6);
    expect(err).toContain('The workflows continue');
  });

  it.each([
    ['--candidates', '11'],
    ['--candidates', 'three'],
    ['--keep-hours', '0'],
  ])('refuses %s %s before any call', async (flag, value) => {
    api.serve({});
    const { code, err } = await api.call(['audition', 'create', ...requestFlags, flag, value]);
    expect(code).toBe(2);
    expect(err).toContain(flag);
    expect(api.server.received).toEqual([]);
  });

  it('shows the cost of all candidates with --dry-run', async () => {
    const capacity = {
      family: 'cosyvoice',
      scope: 'mainland',
      used: 1,
      limit: 10,
      inFlight: 0,
      countedAt: null,
    };
    const result = {
      valid: false,
      warnings: [],
      advice: [],
      cost: { amount: 0.6, currency: 'CNY', basis: 'b' },
      capacity,
    };
    api.serve({ 'POST /v1/auditions': reply(200, result) });
    const { code, out } = await api.call(['audition', 'create', ...requestFlags, '--dry-run']);
    expect(code).toBe(3);
    expect(out).toContain('CNY 0.6');
  });
});

describe('the other audition commands', () => {
  it('list the auditions', async () => {
    const listed = {
      ...open,
      candidates: [
        { voiceId: first, status: 'OK' },
        { voiceId: second, status: 'FAILED' },
      ],
    };
    api.serve({
      'GET /v1/auditions': reply(200, { auditions: [listed], cursor: null }),
    });
    const { code, out } = await api.call(['audition', 'list', '--status', 'READY']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`${auditionId} +OPEN +1 of 2`));
  });

  it('report an empty list', async () => {
    api.serve({ 'GET /v1/auditions': reply(200, { auditions: [], cursor: null }) });
    expect(await api.call(['audition', 'list'])).toMatchObject({ code: 0, err: 'No auditions.\n', out: '' });
  });

  it('get, choose and cancel an audition', async () => {
    const decided = { ...settled, status: 'DECIDED', chosen: first };
    api.serve({
      [`GET ${path}`]: reply(200, settled),
      [`POST ${path}/choice`]: reply(200, decided),
      [`DELETE ${path}`]: reply(200, { ...settled, status: 'CANCELLED' }),
    });
    expect(await api.call(['audition', 'get', auditionId])).toMatchObject({ code: 0 });
    const chosen = await api.call(['audition', 'choose', auditionId, first]);
    expect(chosen.out).toMatch(new RegExp(`${first} +OK .*chosen`));
    expect(JSON.parse(api.server.received[1]?.body ?? '')).toEqual({ voiceId: first });
    await api.call(['audition', 'choose', auditionId, first, '--alias', 'narrator']);
    expect(JSON.parse(api.server.received[2]?.body ?? '')).toEqual({ voiceId: first, alias: 'narrator' });
    expect((await api.call(['audition', 'cancel', auditionId])).out).toContain('CANCELLED');
  });

  const defective = (voiceId: string, findings: PreviewAnalysis['findings']) =>
    readyVoice({ voiceId, preview: { ...storedPreview, analysis: { ...storedAnalysis, findings } } });
  const warnings = [{ code: 'family_retires', message: 'The provider retires the model.' }];
  const measured = auditionView({ ...record, status: 'READY' }, [
    { ...defective(first, ['clipped', 'truncated']), warnings },
    { ...defective(second, []), warnings },
  ]);
  const tableOf = (out: string) => {
    const lines = out.trimEnd().split('\n');
    return lines.slice(lines.indexOf('') + 1).map((line) => line.split(/ {2,}/));
  };

  it('show the measurements and findings of each candidate, and the warnings once', async () => {
    api.serve({
      [`GET ${path}`]: reply(200, measured),
      [`POST ${path}/choice`]: reply(200, { ...measured, status: 'DECIDED', chosen: first }),
    });
    const { out } = await api.call(['audition', 'get', auditionId]);
    expect(tableOf(out)).toEqual([
      ['CANDIDATE', 'STATUS', 'SECONDS', 'LUFS', 'HZ', 'CHARS/S', 'NOTE'],
      [first, 'OK', '2.0', '-17.4', '208', '14.2', 'clipped, truncated'],
      [second, 'OK', '2.0', '-17.4', '208', '14.2'],
    ]);
    expect(out.match(/warning +family_retires: The provider retires the model\./g)).toHaveLength(1);
    const chosen = await api.call(['audition', 'choose', auditionId, first]);
    expect(chosen.out).toMatch(/chosen, clipped, truncated$/m);
  });

  it('show all findings on a narrow terminal', async () => {
    const findings = ['clipped', 'truncated', 'too_fast', 'pitch_contradicts_brief'] as const;
    const view = auditionView(record, [defective(first, [...findings])]);
    api.serve({ [`GET ${path}`]: reply(200, view) });
    const { out } = await api.call(['audition', 'get', auditionId], {
      tty: true,
      environment: { NO_COLOR: '1' },
    });
    expect(tableOf(out)).toEqual([
      ['CANDIDATE', 'STATUS', 'SECONDS', 'NOTE'],
      [first, 'OK', '2.0', findings.join(', ')],
    ]);
  });

  it('return 3 for a refused choice', async () => {
    api.serve({ [`POST ${path}/choice`]: refuse('invalid_state') });
    expect(await api.call(['audition', 'choose', auditionId, first])).toMatchObject({ code: 3 });
  });
});
