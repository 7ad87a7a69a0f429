import { controlClient } from '../simulator/control-client.ts';
import { startSimulator } from '../simulator/server.ts';

/**
 * Runs a client against a simulated DashScope that loses the answer to its first create.
 *
 * @param create sends a create to the given address
 * @returns the number of voices that DashScope would bill
 */
export async function billedAfterLostAnswer(create: (baseUrl: string) => Promise<unknown>): Promise<number> {
  const simulator = await startSimulator({ port: 0, settings: { reviewSeconds: 0 } });
  const control = controlClient(simulator.controlUrl);
  await control.addRule({
    match: { action: 'create' },
    effects: [{ kind: 'reset', when: 'after' }],
    times: 1,
  });
  await create(simulator.url).catch(() => {});
  const { billed } = await control.snapshot();
  await simulator.stop();
  return billed.length;
}

if (import.meta.main) {
  // npm run -s example -- use-the-simulator
  const body = JSON.stringify({
    model: 'voice-enrollment',
    input: {
      action: 'create_voice',
      target_model: 'cosyvoice-v3.5-plus',
      voice_prompt: 'A calm announcer',
      preview_text: 'The train departs from platform two.',
      prefix: 'example',
    },
  });
  const headers = { Authorization: 'Bearer sk-local-mainland', 'Content-Type': 'application/json' };
  const billed = await billedAfterLostAnswer((baseUrl) =>
    fetch(`${baseUrl}/api/v1/services/audio/tts/customization`, { method: 'POST', headers, body }),
  );
  console.log(`The answer was lost. DashScope bills ${billed} voice.`);
}
