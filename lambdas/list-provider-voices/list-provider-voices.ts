import { providerVoiceView } from '../shared/actions/provider-voice-view.ts';
import { type ReadProviderDependencies, readProvider } from '../shared/actions/read-provider.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { ProviderVoicePage } from '../shared/voice/provider-voice-view.ts';
import type { ProviderListQuery } from './list-query.ts';

export interface ListProviderVoicesDependencies extends ReadProviderDependencies {
  readonly providerVoices: Pick<ProviderVoiceStore, 'recordOf'>;
}

/** Reads a page of the provider's list, and the voice ids of those voices that have a record. @throws ApiError */
export async function listProviderVoices(
  { list: { family, scope }, pageIndex, pageSize, prefix }: ProviderListQuery,
  dependencies: ListProviderVoicesDependencies,
): Promise<ProviderVoicePage> {
  const page = { pageIndex, pageSize };
  const { voices, totalCount, unreadable } = await readProvider(scope, dependencies, (client, options) =>
    client.listVoices({ family, prefix, ...page }, options),
  );
  const views = voices.map((voice) => providerVoiceView(voice, scope, dependencies.providerVoices));
  return { voices: await Promise.all(views), ...page, totalCount, unreadable };
}
