import { findVoice } from '../shared/actions/find-voice.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { type RefreshedVoiceView, type VoiceView, voiceView } from '../shared/voice/view.ts';

export interface GetVoiceDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  /** Returns a voice with its current status at the provider. */
  readonly refresh: (voiceId: string) => Promise<RefreshedVoiceView>;
}

/** Returns a voice from its record. Makes no call to the provider. @throws ApiError `not_found` */
export async function getVoice(
  voiceId: string,
  { voices }: Pick<GetVoiceDependencies, 'voices'>,
): Promise<VoiceView> {
  return voiceView(await findVoice(voices, voiceId));
}
