import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDashScopeClient,
  type EndpointSettings,
  type ProviderVoice,
  readProviderVoiceId,
  resolveEndpoint,
  type Scope,
} from '../lambdas/shared/dashscope/index.ts';

const prefix = 'example';

export interface Account {
  readonly scope: Scope;
  readonly apiKey: string;
  /** Another host than the scope's own, a workspace: `{}` for none. */
  readonly endpoint: EndpointSettings;
}

export interface Designed {
  readonly voice: ProviderVoice;
  /** Null when the answer held no audio that can be played: the voice is there all the same. */
  readonly audio: Buffer | null;
  readonly warnings: readonly string[];
}

/**
 * The client by itself, without the workflow around it: designs a voice and waits for its review. What the workflow
 * adds is what this does not have: it remembers, so that a lost answer is not a lost voice.
 */
export async function designVoice(
  { scope, apiKey, endpoint }: Account,
  voicePrompt: string,
  pollMs = 10_000,
): Promise<Designed> {
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
    // `unknown` is not "failed": the voice may be there. Look for its name in the list, and do not send again.
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

/** Deletes every voice of the account that was made with the prefix. @returns their ids */
export async function tidyUp({ scope, apiKey, endpoint }: Account): Promise<string[]> {
  const client = createDashScopeClient({ endpoint: resolveEndpoint(scope, endpoint), apiKey });
  const ids: string[] = [];
  try {
    for await (const { family, providerVoiceId } of client.walkVoices({ family: 'cosyvoice' })) {
      if (readProviderVoiceId(family, providerVoiceId)?.name === prefix) ids.push(providerVoiceId);
    }
    // After the walk, not during it: every delete moves the pages that are still to come.
    for (const providerVoiceId of ids) await client.deleteVoice({ family: 'cosyvoice', providerVoiceId });
    return ids;
  } finally {
    await client.close();
  }
}
