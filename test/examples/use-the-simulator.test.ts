import { expect, it } from '@jest/globals';
import { designVoice } from '../../examples/use-the-client.ts';
import { billedAfterLostAnswer } from '../../examples/use-the-simulator.ts';

it('the example counts one billed voice although the client got no answer', async () => {
  const errors: unknown[] = [];
  const billed = await billedAfterLostAnswer(async (baseUrl) => {
    const endpoint = { baseUrl, allowedHosts: ['127.0.0.1'] };
    const account = { scope: 'mainland', apiKey: 'sk-local-mainland', endpoint } as const;
    await designVoice(account, 'A calm voice.').catch((error: unknown) => errors.push(error));
  });
  expect(billed).toBe(1);
  expect(errors).toMatchObject([{ name: 'DashScopeConnectionError' }]);
});
