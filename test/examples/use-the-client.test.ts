import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Account, deleteExampleVoices, designVoice } from '../../examples/use-the-client.ts';
import { type ControlClient, controlClient } from '../../simulator/control-client.ts';
import { type Simulator, startSimulator } from '../../simulator/server.ts';

let simulator: Simulator;
let control: ControlClient;
let account: Account;
beforeAll(async () => {
  simulator = await startSimulator({
    port: 0,
    settings: { reviewSeconds: 0.1, cosyvoiceCallsPerSecond: 0, maxPreviewSeconds: 1 },
  });
  control = controlClient(simulator.controlUrl);
  account = {
    scope: 'international',
    apiKey: 'sk-local-international',
    endpoint: { baseUrl: simulator.urls.international, allowedHosts: ['127.0.0.1'] },
  };
});
afterAll(() => simulator.stop());

it('the example designs a voice, waits for its review, and deletes only its own voices', async () => {
  const { voice, audio, warnings } = await designVoice(account, 'A calm voice with a low pitch.', 20);
  expect(voice).toMatchObject({ status: 'OK', targetModel: 'cosyvoice-v3.5-plus' });
  expect(audio?.toString('latin1', 0, 4)).toBe('RIFF');
  expect(warnings).toEqual([expect.stringContaining('scope international')]);

  const otherVoices = { scope: 'international', name: 'examples', count: 3 } as const;
  const seeded = await control.seedVoices(otherVoices);
  expect(await deleteExampleVoices(account)).toEqual([voice.providerVoiceId]);
  expect((await control.snapshot()).live.map(({ id }) => id)).toEqual(seeded);
});

it('the example throws the refusal of the provider', async () => {
  await expect(designVoice({ ...account, apiKey: 'sk-local-mainland' }, 'A calm voice.')).rejects.toThrow(
    /bound to a region/,
  );
});
