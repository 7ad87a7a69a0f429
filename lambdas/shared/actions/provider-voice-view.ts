import type { ProviderVoice, Scope } from '../dashscope/index.ts';
import type { ProviderVoiceStore } from '../stores/provider-voices.ts';
import type { ProviderVoiceView } from '../voice/provider-voice-view.ts';

/** Returns the view of a voice that the provider lists, with the id of its record. */
export async function providerVoiceView(
  voice: ProviderVoice,
  scope: Scope,
  providerVoices: Pick<ProviderVoiceStore, 'recordOf'>,
): Promise<ProviderVoiceView> {
  const { providerVoiceId, family, status, targetModel, language, voicePrompt, previewText } = voice;
  return {
    voiceId: await providerVoices.recordOf(providerVoiceId),
    providerVoiceId,
    family,
    scope,
    status,
    targetModel,
    language,
    voicePrompt,
    previewText,
    gmtCreate: voice.gmtCreate,
    gmtModified: voice.gmtModified,
  };
}
