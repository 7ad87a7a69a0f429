import * as z from 'zod';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { parseExecutionInput } from '../shared/validation/execution-input.ts';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { timestamp } from '../shared/voice/record.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import {
  type FindDueVoicesDependencies,
  type FindDueVoicesResult,
  findDueVoices,
  maxVoicesPerExecution,
} from './find-due-voices.ts';

const count = z.int().nonnegative();

/**
 * Input of the workflow, with the name of its execution as the claim id. An execution that continues a run also has
 * `after` and `counted`.
 */
const invocation = z.object({
  claimId: z.string(),
  input: z.strictObject({
    voiceIds: z.array(voiceIdSchema).min(1).max(maxVoicesPerExecution).nullable().default(null),
    dryRun: z.boolean().default(false),
    after: z
      .strictObject({
        asOf: timestamp,
        waits: z.boolean(),
        tried: z.string(),
        purgeAt: timestamp,
        voiceId: voiceIdSchema,
      })
      .nullable()
      .default(null),
    counted: z
      .strictObject({ due: count, purged: count, skipped: count, failed: count })
      .default({ due: 0, purged: 0, skipped: 0, failed: 0 }),
  }),
});

/** Handles the first task of the workflow that purges voices. */
export function makeHandler(
  dependencies: () => FindDueVoicesDependencies,
): (event: unknown) => Promise<FindDueVoicesResult> {
  return async (event) => {
    const { input, claimId } = parseExecutionInput(invocation, event);
    return findDueVoices({ ...input, claimId }, dependencies());
  };
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo() })),
);
