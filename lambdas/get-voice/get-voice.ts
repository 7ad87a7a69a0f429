import { findVoice } from '../shared/actions/find-voice.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { type VoiceView, voiceView } from '../shared/voice/view.ts';

export interface GetVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
}

/** Returns a voice from its record. Makes no call to the provider. @throws ApiError `not_found` */
export async function getVoice(voiceId: string, { voices }: GetVoiceDependencies): Promise<VoiceView> {
  return voiceView(await findVoice(voices, voiceId));
}
