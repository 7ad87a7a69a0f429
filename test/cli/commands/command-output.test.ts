import { describe, expect, it } from '@jest/globals';
import { problem } from '../../../lambdas/shared/http/problem.ts';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { storedAnalysis, voiceId } from '../../support/voices.ts';
import { ApiFixture, accept, apiKey, ready, requested, requestFlags } from './support.ts';

const api = ApiFixture.use();
const escapeCode = '\u001b';

describe('the output', () => {
  it('is a table without colors or control characters outside a terminal', async () => {
    api.server.play(reply(200, { voices: [ready, requested], cursor: null }));
    const { out } = await api.call(['list']);
    expect(out.split('\n')[0]).toMatch(/^VOICE ID +STATUS +TARGET MODEL +SCOPE +AGE +NAME$/);
    expect(out).toContain('Reader �[31m晚安');
    expect(out).not.toContain('\u001b');
  });

  it('has a column for findings, warnings and reasons if a voice of the list has one', async () => {
    const analysis = { ...storedAnalysis, findings: ['silent'] };
    const defective = { ...ready, preview: { ...ready.preview, analysis } };
    const rejected = { ...requested, status: 'UNDEPLOYED', reason: { code: 'review_rejected' } };
    const retiring = { ...requested, warnings: [{ code: 'family_retires', message: 'It retires.' }] };
    api.server.play(reply(200, { voices: [defective, rejected, retiring, requested], cursor: null }));
    const { out } = await api.call(['list']);
    expect(out.split('\n').map((line) => line.split(/ {2,}/).slice(5))).toEqual([
      ['NAME', 'NOTE'],
      ['Reader �[31m晚安', 'silent'],
      ['Evening reader', 'review_rejected'],
      ['Evening reader', 'family_retires'],
      ['Evening reader'],
      [],
    ]);
  });

  it.each([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('has colors on a terminal with %j: %s', async (environment, colored) => {
    api.server.play(reply(200, { voices: [ready], cursor: null }));
    const { out } = await api.call(['list'], { environment, tty: true });
    expect(out.includes('\u001b[32mOK')).toBe(colored);
  });

  it('is redrawn in place on a terminal during the wait and then replaced by the result', async () => {
    api.serve({
      'POST /v1/voices': accept,
      [`GET /v1/voices/${voiceId}`]: [reply(200, { ...requested, status: 'DEPLOYING' }), reply(200, ready)],
    });
    const { err } = await api.call(['create', ...requestFlags], { tty: true });
    expect(err).toMatch(new RegExp(`DEPLOYING +\\d+:\\d\\d.*\n${escapeCode}\\[1A${escapeCode}\\[0J`));
    expect(err).toMatch(new RegExp(`${voiceId} +OK +\\d+:\\d\\d .*\n$`));
  });

  it('reports that there are more voices than the limit', async () => {
    api.server.play(reply(200, { voices: [ready, requested], cursor: null }));
    const { out, err } = await api.call(['list', '--limit', '1', '--json']);
    expect([JSON.parse(out).length, err]).toEqual([
      1,
      'Only the newest 1 are shown. Use --limit N or --all for more.\n',
    ]);
    expect((await api.call(['list', '--limit', '2'])).err).toBe('');
  });

  it('masks an API key in a message', async () => {
    api.server.play(reply(400, problem('invalid_request', 'r', { detail: `you sent ${apiKey}` })));
    const { err } = await api.call(['get', voiceId]);
    expect(err).toContain('you sent vdk_…');
    expect(err).not.toContain('kkk');
  });
});
