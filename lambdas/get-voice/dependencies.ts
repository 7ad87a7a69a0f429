import type { z } from 'zod';
import { provider } from '../shared/provider/clients.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { RefreshVoiceDependencies } from './refresh-voice.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<
    Platform,
    'dynamo' | 'secretsManager' | 'allowLoopback' | 'createProviderClient' | 'now' | 'log'
  >,
): RefreshVoiceDependencies {
  return {
    ...provider(variables, platform),
    voices: new DynamoVoiceStore(platform.dynamo, variables.VOICES_TABLE_NAME),
    log: platform.log,
  };
}
