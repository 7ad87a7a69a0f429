import * as z from 'zod';
import { FAMILIES, SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { noWakes, wakeHistory } from '../shared/voice/wakes.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type QueryVoiceDependencies, type QueryVoiceResult, queryVoice } from './query-voice.ts';

const input = z.object({
  voiceId: voiceIdSchema,
  run: z.int().nonnegative().optional(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string(),
  reviewStartedAt: z.iso.datetime(),
  polls: z.int().nonnegative(),
  /** The result of the previous query, or of the create. Older versions do not send it, and have no wakes in it. */
  review: z.object({ woken: wakeHistory.catch(noWakes) }).default({ woken: noWakes }),
});

/** A task of the workflow that designs a voice. */
export function makeHandler(
  dependencies: () => QueryVoiceDependencies,
): (event: unknown) => Promise<QueryVoiceResult> {
  return async (event) => {
    const { review, ...query } = input.parse(event);
    return queryVoice({ ...query, woken: review.woken }, dependencies());
  };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo(), ...providerPlatform() }),
  ),
);
