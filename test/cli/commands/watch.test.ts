import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { voiceId } from '../../support/voices.ts';
import { ApiFixture, ready, requested } from './support.ts';

const api = ApiFixture.use();

describe('voice watch', () => {
  const page = (...voices: unknown[]) => reply(200, { voices, cursor: null });
  it('prints each change of an unsettled voice until it is settled', async () => {
    const polls = [requested, { ...requested, status: 'DEPLOYING' }];
    let list = 0;
    api.serve({
      // One poll reads three lists. The first of them contains the voice.
      'GET /v1/voices': (socket, received) => {
        const voices = list % 3 === 0 ? polls.slice(list / 3, list / 3 + 1) : [];
        list += 1;
        page(...voices)(socket, received);
      },
      [`GET /v1/voices/${voiceId}`]: reply(200, ready),
    });
    const { code, out } = await api.call(['watch', '--interval', '1s', '--json']);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['REQUESTED', 'DEPLOYING', 'OK']);
  });

  it('returns 6 after its time-out, and 0 at once without unsettled voices', async () => {
    api.server.play(page(requested));
    expect((await api.call(['watch', '--timeout', '1s', '--interval', '2s'])).code).toBe(6);
    api.server.play(page());
    expect(await api.call(['watch'])).toEqual({ code: 0, out: '', err: '' });
  });
});
