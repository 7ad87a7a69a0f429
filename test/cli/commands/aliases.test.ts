import { describe, expect, it } from '@jest/globals';
import { examples } from '../../../lambdas/shared/http/openapi/examples.ts';
import { auditionView } from '../../../lambdas/shared/voice/audition-view.ts';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { openAudition } from '../../support/auditions.ts';
import { ApiFixture, ready, refuse, requested } from './support.ts';

const api = ApiFixture.use();
const narrator = examples.Alias;
const path = '/v1/aliases/narrator';
const remade = { ...requested, remakeOf: 'narrator' };

describe('voice alias', () => {
  it('set points an alias at a voice of an expected version', async () => {
    api.serve({ [`PUT ${path}`]: reply(200, narrator) });
    const voiceId = narrator?.voiceId ?? '';
    const { code, out } = await api.call(['alias', 'set', 'narrator', voiceId, '--if-version', '1']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`narrator  ${voiceId}  OK`));
    expect(out).toMatch(/until 2026-12-06T15:45:00.000Z/);
    const [call] = api.server.received;
    expect([JSON.parse(call?.body ?? ''), call?.headers['if-match']]).toEqual([{ voiceId }, '"1"']);
  });

  it('get shows the parameters of a synthesis call and the history', async () => {
    api.serve({ [`GET ${path}`]: reply(200, narrator) });
    const { code, out } = await api.call(['alias', 'get', 'narrator']);
    expect([code, out.includes(JSON.stringify(narrator?.use))]).toEqual([0, true]);
    expect(out).toMatch(/version 1 +01M8KZ9S9PVRYAE0TCD5BPXH7B, 2026-11-20T09:00:00.000Z by my-team/);
  });

  it('list shows a table, and --json the aliases', async () => {
    api.serve({ 'GET /v1/aliases': reply(200, examples.AliasPage) });
    expect((await api.call(['alias', 'list'])).out).toMatch(/ALIAS +VERSION.*\nnarrator +2/s);
    const { out } = await api.call(['alias', 'list', '--json']);
    expect(JSON.parse(out)).toEqual(examples.AliasPage?.aliases);
  });

  it('list --changed-since shows the aliases that were moved or deleted since', async () => {
    const deleted = [{ alias: 'announcer', version: 4 }];
    const page = { ...examples.AliasPage, deleted };
    const time = '2026-11-29T08:00:00Z';
    api.serve({ 'GET /v1/aliases': reply(200, page) });
    const list = ['alias', 'list', '--changed-since', time];
    expect((await api.call(list)).out).toMatch(/narrator +2.*\nannouncer was deleted in version 4\.\n$/s);
    const { out } = await api.call([...list, '--json']);
    expect(JSON.parse(out)).toEqual([...(page.aliases ?? []), { ...deleted[0], voiceId: null }]);
    expect(api.server.received[0]?.requestLine).toContain(`changedSince=${encodeURIComponent(time)}`);
  });

  it('remove deletes the alias', async () => {
    api.serve({ [`DELETE ${path}`]: reply(200, { alias: 'narrator', version: 3 }) });
    const { code, err } = await api.call(['alias', 'remove', 'narrator']);
    expect([code, err]).toEqual([0, expect.stringContaining('narrator is deleted')]);
  });

  it('remake sends the fields that change, waits, and shows the new voice', async () => {
    api.serve({
      [`POST ${path}/remake`]: reply(202, remade),
      [`GET /v1/voices/${requested.voiceId}`]: reply(200, { ...ready, remakeOf: 'narrator' }),
    });
    const { code, out } = await api.call(['alias', 'remake', 'narrator', '--target-model', 'm']);
    expect([code, out.includes('remake of')]).toEqual([0, true]);
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toEqual({ targetModel: 'm' });
  });

  it('remake --candidates requests an audition, waits, and shows the candidates', async () => {
    const open = { ...auditionView(openAudition(), []), remakeOf: 'narrator' };
    api.serve({
      [`POST ${path}/remake`]: reply(202, open),
      [`GET /v1/auditions/${open.auditionId}`]: reply(200, { ...open, status: 'READY' }),
    });
    const { code, out } = await api.call(['alias', 'remake', 'narrator', '--candidates', '3']);
    expect([code, out.includes(`${open.auditionId}  READY`)]).toEqual([0, true]);
    expect(JSON.parse(api.server.received[0]?.body ?? '')).toEqual({ candidates: 3 });
    expect(await api.call(['alias', 'remake', 'narrator', '--candidates', '11'])).toMatchObject({ code: 2 });
  });

  it.each([
    ['a remake with another brief', 'remake_pending'],
    ['another version', 'version_mismatch'],
  ] as const)('remake exits with 3 for %s', async (_, problem) => {
    api.serve({ [`POST ${path}/remake`]: refuse(problem) });
    const { code, err } = await api.call(['alias', 'remake', 'narrator', '--no-wait']);
    expect([code, err]).toEqual([3, expect.stringContaining(problem)]);
  });
});
