import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { s3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { purgeScopes } from '../shared/stores/purges.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type PurgeVoiceDependencies, type PurgeVoiceResult, purgeVoice } from './purge-voice.ts';

const input = z.object({ voiceId: voiceIdSchema, claimId: z.string(), scope: z.enum(purgeScopes) });

/** A task of the workflow that purges voices. */
export function makeHandler(
  dependencies: () => PurgeVoiceDependencies,
): (event: unknown) => Promise<PurgeVoiceResult> {
  return async (event) => purgeVoice(input.parse(event), dependencies());
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      s3: s3(),
      ...providerPlatform(),
    }),
  ),
);
