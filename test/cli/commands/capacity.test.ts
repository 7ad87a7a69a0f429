import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { ApiFixture } from './support.ts';

const api = ApiFixture.use();

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

  it('shows each list with the age of its last count', async () => {
    api.serve({ 'GET /v1/capacity': reply(200, lists) });
    const { code, out } = await api.call(['capacity']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^FAMILY +SCOPE +USED +LIMIT +IN FLIGHT +COUNTED$/),
      expect.stringMatching(/^cosyvoice +mainland +41 +1000 +2 +\d+d ago$/),
      expect.stringMatching(/^qwen +mainland +- +- +0 +not yet$/),
    ]);
    expect(JSON.parse((await api.call(['capacity', '--json'])).out)).toEqual(lists);
  });
});
