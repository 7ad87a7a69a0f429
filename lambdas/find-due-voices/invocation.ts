import { z } from 'zod';
import { voiceIdSchema } from '../shared/voice/ids.ts';
import { timestamp } from '../shared/voice/record.ts';
import { voicesAnExecution } from './find-due-voices.ts';

const count = z.int().nonnegative();

/** The input of the workflow, and the name of its execution. An execution that continues a run has `after` and `counted`. */
export const invocation = z.object({
  claimId: z.string(),
  input: z.strictObject({
    voiceIds: z.array(voiceIdSchema).min(1).max(voicesAnExecution).nullable().default(null),
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
