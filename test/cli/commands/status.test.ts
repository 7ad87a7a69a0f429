import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { ApiFixture } from './support.ts';

const api = ApiFixture.use();

describe('voice status', () => {
  const time = '2026-01-01T00:00:00.000Z';
  const idle = { bookedUntil: null, heldUntil: null };
  const status = {
    switches: { creates: true, deletes: false },
    deadLetters: { waiting: 3, queues: [{ queue: 'rule-undelivered', waiting: 3 }] },
    purge: { runningSince: null, last: { outcome: 'FAILED', startedAt: time, endedAt: time } },
    reconcile: { runningSince: time, last: null },
    lists: [
      {
        family: 'cosyvoice',
        scope: 'mainland',
        used: 41,
        limit: 1_000,
        inFlight: 2,
        countedAt: time,
        reviews: { waiting: 200, hasMore: true, oldestSince: time, sweptAt: null },
        budget: { creates: { bookedUntil: time, heldUntil: null }, others: idle },
      },
      {
        family: 'qwen',
        scope: 'mainland',
        used: null,
        limit: null,
        inFlight: 0,
        countedAt: null,
        reviews: null,
        budget: { creates: idle, others: idle },
      },
    ],
  };

  it('shows switches, dead letters, runs and open reviews', async () => {
    api.serve({ 'GET /v1/status': reply(200, status) });
    const { code, out } = await api.call(['status']);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^creates +on$/),
      expect.stringMatching(/^deletes +off$/),
      expect.stringMatching(/^dead letters +3$/),
      expect.stringMatching(/^ +3 in rule-undelivered$/),
      expect.stringMatching(/^purge +FAILED \d+d ago$/),
      expect.stringMatching(/^reconcile +no run has ended, running for \d+d$/),
      '',
      expect.stringMatching(/^FAMILY +SCOPE +USED +IN REVIEW +OLDEST +SWEPT +BOOKED UNTIL$/),
      expect.stringMatching(/^cosyvoice +mainland +43 of 1000 +200\+ +\d+d +- +2026-01-01T00:00:00.000Z$/),
      expect.stringMatching(/^qwen +mainland +- +- +- +- +-$/),
    ]);
    expect(JSON.parse((await api.call(['status', '--json'])).out)).toEqual(status);
  });
});
