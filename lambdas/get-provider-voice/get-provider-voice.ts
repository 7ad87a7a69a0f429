import { providerVoiceView } from '../shared/actions/provider-voice-view.ts';
import { type ReadProviderDependencies, readProvider } from '../shared/actions/read-provider.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { ProviderVoiceView } from '../shared/voice/provider-voice-view.ts';

export interface GetProviderVoiceDependencies extends ReadProviderDependencies {
  readonly providerVoices: Pick<ProviderVoiceStore, 'recordOf'>;
}

/**
 * Reads one voice from the provider.
 *
 * @throws ApiError `not_found`, or the error that `readProvider` maps a failure to
 */
export async function getProviderVoice(
  { family, scope, providerVoiceId }: ProviderList & { readonly providerVoiceId: string },
  dependencies: GetProviderVoiceDependencies,
): Promise<ProviderVoiceView> {
  const voice = await readProvider(scope, dependencies, (client, options) =>
    client.queryVoice({ family, providerVoiceId }, options),
  );
  return providerVoiceView(voice, scope, dependencies.providerVoices);
}
