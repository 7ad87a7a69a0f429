import * as z from 'zod';
import { FAMILIES, SCOPES } from '../shared/dashscope/index.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { evidences } from '../shared/voice/wakes.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type SweepReviewsDependencies, type SweepReviewsResult, sweepReviews } from './sweep-reviews.ts';

const input = z.object({
  runId: z.string().min(1),
  startedAt: z.iso.datetime().transform((time) => new Date(time)),
  /** The output of the previous sweep, or the input of the execution. */
  progress: z.object({
    family: z.enum(FAMILIES),
    scope: z.enum(SCOPES),
    relays: z.boolean().default(false),
    holdsLease: z.boolean().default(false),
    from: z.int().nonnegative().default(0),
    due: z.array(z.object({ voiceId: voiceIdSchema, evidence: z.enum(evidences) })).default([]),
  }),
});

/** A task of the workflow that sweeps reviews. */
export function makeHandler(
  dependencies: () => SweepReviewsDependencies,
): (event: unknown) => Promise<SweepReviewsResult> {
  return async (event) => sweepReviews(input.parse(event), dependencies());
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      ...providerPlatform(),
    }),
  ),
);
