import { expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { ApiCalls, briefOf } from './api-calls.ts';
import { SimulatedAccount } from './simulated-account.ts';

const answer = z.object({
  auditionId: z.string(),
  candidates: z.array(z.object({ voiceId: z.string(), status: z.string() })),
});
const json = { 'content-type': 'application/json' };

it.each([2, 3, 10])(
  'an audition of %i adds no execution, and two calls of functions more than its candidates',
  async (n) => {
    const account = new SimulatedAccount(1, undefined, { calm: true, family: 'cosyvoice' });
    const { time, engine, functions, watch } = account;
    const run = jest.spyOn(functions, 'run');
    const api = new ApiCalls(account);
    await account.simulate(async () => {
      const audition = (async () => {
        const body = await api.send('request-audition', {
          method: 'POST',
          headers: json,
          body: JSON.stringify({ ...briefOf('cosyvoice'), candidates: n }),
        });
        const { auditionId } = answer.parse(body);
        await time.sleep(3_000_000);
        const found = await api.send('get-audition', { pathParameters: { auditionId }, scopes: 'read' });
        const voiceId = answer.parse(found).candidates.find(({ status }) => status === 'OK')?.voiceId;
        await api.send('choose-candidate', {
          method: 'POST',
          headers: json,
          pathParameters: { auditionId },
          body: JSON.stringify({ voiceId }),
        });
      })();
      await time.pass(time.now() + 3_600_000);
      await audition;
    });
    const calls = run.mock.calls.map(([name]) => name);
    const own = calls.filter((name) => /^(request|advance)-audition$|^choose-candidate$/.test(name));
    const [{ status = '', sequence = 0 } = {}] = watch.auditions.records();
    const designs = engine.all().filter(({ machine }) => machine === 'design');
    engine.close();
    expect({ status, sequence, designs: designs.length }).toEqual({
      status: 'DECIDED',
      sequence: 2,
      designs: n,
    });
    expect(own).toHaveLength(n + 2);
  },
);
