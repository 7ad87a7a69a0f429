import { ProblemError, VoiceClient, type VoiceRequest, type VoiceView } from '../client/index.ts';

/**
 * Creates a voice over the HTTP API and waits until its review has ended.
 *
 * @param apiUrl the stack output `ApiUrl`
 * @returns the model and the voice for a synthesis call; null if the voice is not `OK`
 */
export async function designVoice(
  apiUrl: string,
  apiKey: string,
  request: VoiceRequest,
): Promise<VoiceView['use']> {
  const client = new VoiceClient({ apiUrl, apiKey });
  const { voice } = await client.create(request, { idempotencyKey: 'chapter-7' });
  const { use } = await client.waitUntilSettled(voice.voiceId);
  return use;
}

/** Returns the ids and names of the usable voices of a project. */
export async function voicesOfProject(client: VoiceClient, project: string): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for await (const voice of client.listVoices({ status: 'OK', label: { key: 'project', value: project } })) {
    names.set(voice.voiceId, voice.name ?? voice.voicePrompt ?? '');
  }
  return names;
}

/** Deletes a voice. Returns false if the voice does not exist or was never created. */
export async function deleteVoice(client: VoiceClient, voiceId: string): Promise<boolean> {
  try {
    await client.delete(voiceId);
    return true;
  } catch (error) {
    if (error instanceof ProblemError && ['not_found', 'invalid_state'].includes(error.code)) return false;
    throw error;
  }
}
