import type { VoiceStore } from '../shared/records/voice-store.ts';
import { type AskProviderDependencies, askProvider } from '../shared/requests/ask-provider.ts';
import { findVoice } from '../shared/requests/find-voice.ts';
import { RefusalError, type Refused } from '../shared/requests/refusal.ts';
import { type RefreshedVoiceView, voiceView } from '../shared/voice/view.ts';

export interface RefreshVoiceDependencies extends AskProviderDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
}

export interface RefreshedVoice {
  readonly voice: RefreshedVoiceView;
  /** Why the provider did not tell; null if it did, or there was nothing to ask. */
  readonly failure: Refused['code'] | null;
}

/**
 * A voice as its record has it, with what the provider says of it now. Nothing is written: a status is moved by the
 * execution that owns the record, or by reconciliation.
 *
 * @throws RefusalError `not_found`
 */
export async function refreshVoice(
  voiceId: string,
  dependencies: RefreshVoiceDependencies,
): Promise<RefreshedVoice> {
  const record = await findVoice(dependencies.voices, voiceId);
  const { family, scope, providerVoiceId } = record;
  const view = voiceView(record);
  if (!providerVoiceId) return { voice: { ...view, providerStatus: null }, failure: null };
  try {
    const { status } = await askProvider(scope, dependencies, (client, options) =>
      client.queryVoice({ family, providerVoiceId }, options),
    );
    // A status that is not documented is no answer.
    return { voice: { ...view, providerStatus: status }, failure: status ? null : 'provider_error' };
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    const { code } = error.refused;
    if (code === 'not_found') return { voice: { ...view, providerStatus: 'NOT_FOUND' }, failure: null };
    return { voice: { ...view, providerStatus: null }, failure: code };
  }
}
