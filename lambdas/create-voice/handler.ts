import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { persistentS3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { parseExecutionInput } from '../shared/validation/execution-input.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { type CreateVoiceDependencies, createVoice } from './create-voice.ts';
import type { CreateVoiceOutput } from './create-voice-result.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';

const input = z.object({ voiceId: voiceIdSchema, run: z.int().nonnegative() });

/** A task of the workflow that designs a voice. Its input is that of the execution, with the fields that earlier states added. */
export function makeHandler(
  dependencies: () => CreateVoiceDependencies,
): (event: unknown) => Promise<CreateVoiceOutput> {
  return async (event) => createVoice(parseExecutionInput(input, event), dependencies());
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      s3: persistentS3(),
      ...providerPlatform(),
    }),
  ),
);
