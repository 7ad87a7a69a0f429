import * as z from 'zod';
import { listCapacitySchema } from './capacity.ts';
import { timestamp } from './record.ts';

/** Names of the operator's switches. */
export const switchNames = ['creates', 'deletes'] as const;
export type SwitchName = (typeof switchNames)[number];

export const switchesSchema = z.object({
  creates: z.boolean().describe('Allows requests for new voices and creates at the provider.'),
  deletes: z.boolean().describe('Allows deletes at the provider.'),
});

const outcomes = ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

const workflowRuns = z.object({
  runningSince: timestamp.nullable().describe('Start of the run in progress. Null if there is none.'),
  last: z
    .object({ outcome: z.enum(outcomes), startedAt: timestamp, endedAt: timestamp })
    .nullable()
    .describe('The last run that has ended. Null before the first one.'),
});
/** The latest runs of a scheduled workflow. */
export type WorkflowRuns = Readonly<z.infer<typeof workflowRuns>>;

const deadLetterQueue = z.object({
  queue: z.string().describe('Name of the queue, as voice admin redrive prints it.'),
  waiting: z.int().positive(),
});

const reviews = z.object({
  waiting: z.int().nonnegative().describe('Voices that wait for the end of their review.'),
  hasMore: z.boolean().describe('True if more voices wait than were counted.'),
  oldestSince: timestamp.nullable().describe('When the longest of these reviews began.'),
  sweptAt: timestamp.nullable().describe('When the last sweep of the list ended. Null before the first one.'),
});
/** The reviews of one of the provider's lists. */
export type Reviews = Readonly<z.infer<typeof reviews>>;

const lane = z.object({
  bookedUntil: timestamp
    .nullable()
    .describe('Calls have booked slots until this time. Null if a call can start now.'),
  heldUntil: timestamp.nullable().describe('Calls wait until this time, because the provider throttled one.'),
});
/** The use of a lane of the rate of the provider account. */
export type LaneUse = Readonly<z.infer<typeof lane>>;

/** The state of the deployment, for an operator. */
export const deploymentStatusSchema = z.object({
  switches: switchesSchema,
  deadLetters: z
    .object({
      waiting: z.int().nonnegative().describe('Approximate number of messages in all dead-letter queues.'),
      queues: z.array(deadLetterQueue).readonly().describe('The queues that contain messages.'),
    })
    .describe('Up to ten seconds old.'),
  purge: workflowRuns.describe('Up to ten seconds old.'),
  reconcile: workflowRuns.describe('Up to ten seconds old.'),
  lists: z
    .array(
      listCapacitySchema.extend({
        reviews: reviews.nullable().describe('Null for a family without a review.'),
        budget: z.object({ creates: lane, others: lane }),
      }),
    )
    .readonly()
    .describe("The provider's lists, with their places as in GET /capacity."),
});
/** The state of the deployment. */
export type DeploymentStatus = Readonly<z.infer<typeof deploymentStatusSchema>>;
/** The operator's switches. */
export type SwitchesView = Readonly<z.infer<typeof switchesSchema>>;
