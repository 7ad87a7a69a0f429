import type * as z from 'zod';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import type { GetVoiceDependencies } from './get-voice.ts';
import { refreshVoice } from './refresh-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform & Pick<Platform, 'log'>,
): GetVoiceDependencies {
  const voices = new DynamoVoiceStore(platform.dynamo, variables.VOICES_TABLE_NAME);
  const provider = providerDependencies(variables, platform);
  return {
    voices,
    refresh: (voiceId) => refreshVoice(voiceId, { ...provider, voices, log: platform.log }),
  };
}
