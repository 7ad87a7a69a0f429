import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDashScopeClient,
  type EndpointSettings,
  type ProviderVoice,
  readProviderVoiceId,
  resolveEndpoint,
  type Scope,
} from '../lambdas/shared/dashscope/index.ts';

/** The name of the voices at the provider. */
const prefix = 'example';

export interface Account {
  readonly scope: Scope;
  readonly apiKey: string;
  /** A custom host or a workspace; `{}` for the default host of the scope. */
  readonly endpoint: EndpointSettings;
}

export interface DesignedVoice {
  readonly voice: ProviderVoice;
  /** Null if the response contained no valid audio. The voice exists nevertheless. */
  readonly audio: Buffer | null;
  readonly warnings: readonly string[];
}

/**
 * Designs a voice and waits for its review with the DashScope client alone. Unlike the workflow, this function stores
 * nothing, so a voice whose response is lost must be found by its name.
 */
export async function designVoice(
  { scope, apiKey, endpoint }: Account,
  voicePrompt: string,
  pollMs = 10_000,
): Promise<DesignedVoice> {
  const warnings: string[] = [];
  const client = createDashScopeClient({
    endpoint: resolveEndpoint(scope, endpoint),
    apiKey,
    onWarning: ({ message }) => warnings.push(message),
  });
  try {
    const outcome = await client.createVoice({
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      prefix,
      voicePrompt,
      previewText: 'Good evening. The ferry leaves at nine.',
      languageHints: ['en'],
    });
    // After the outcome `unknown`, the voice may exist. Search the list for its name, and do not send the request again.
    if (outcome.kind !== 'made') throw outcome.error;

    const { providerVoiceId, preview } = outcome;
    for (;;) {
      const voice = await client.queryVoice({ family: 'cosyvoice', providerVoiceId });
      if (voice.status === 'OK' || voice.status === 'UNDEPLOYED') {
        return { voice, audio: preview.kind === 'valid' ? preview.bytes : null, warnings };
      }
      await sleep(pollMs);
    }
  } finally {
    await client.close();
  }
}

/** Deletes every voice of the account that was created with the prefix, and returns their ids. */
export async function deleteExampleVoices({ scope, apiKey, endpoint }: Account): Promise<string[]> {
  const client = createDashScopeClient({ endpoint: resolveEndpoint(scope, endpoint), apiKey });
  const ids: string[] = [];
  try {
    for await (const { family, providerVoiceId } of client.walkVoices({ family: 'cosyvoice' })) {
      if (readProviderVoiceId(family, providerVoiceId)?.name === prefix) ids.push(providerVoiceId);
    }
    // Deletes follow the walk, because a delete shifts the pages that are still to be read.
    for (const providerVoiceId of ids) await client.deleteVoice({ family: 'cosyvoice', providerVoiceId });
    return ids;
  } finally {
    await client.close();
  }
}
