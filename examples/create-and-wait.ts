import { VoiceClient } from '../client/index.ts';

/**
 * Creates a voice, waits until its review has ended, and prints the parameters of a synthesis call.
 *
 *   npm run -s example -- create-and-wait
 */
const { VOICE_API_URL: apiUrl = '', VOICE_API_KEY: apiKey = '' } = process.env;
const client = new VoiceClient({ apiUrl, apiKey });

const { voice } = await client.create({
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A warm, unhurried woman in her forties',
  previewText: 'Good evening. The ferry leaves at nine.',
  labels: { project: 'examples' },
});
console.log(`${voice.voiceId} ${voice.status}`);

const { status, use, reason } = await client.waitUntilSettled(voice.voiceId);
console.log(`${voice.voiceId} ${status} ${JSON.stringify(use ?? reason)}`);
process.exitCode = use ? 0 : 1;
