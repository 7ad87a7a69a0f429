import * as z from 'zod';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';
import { timestamp } from './record.ts';

/** The used and free places of one of the provider's lists. */
export const listCapacitySchema = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  used: z
    .int()
    .nonnegative()
    .nullable()
    .describe("Number of all voices in the provider's list. Null before the first count."),
  limit: z
    .int()
    .nonnegative()
    .nullable()
    .describe(
      'Voices that the provider account may hold. The limit of the family cosyvoice covers CosyVoice, Qwen-Audio-TTS and Qwen-Audio-Realtime voices together, clones included.',
    ),
  inFlight: z
    .int()
    .nonnegative()
    .describe(
      'Places taken by voices that the count does not include: in creation at the count, or requested since. A voice that fails keeps its place until the next count. A request is refused when used and inFlight reach the limit.',
    ),
  countedAt: timestamp.nullable().describe('When the list was counted.'),
});
/** The used and free places of one list. */
export type ListCapacity = Readonly<z.infer<typeof listCapacitySchema>>;

/** The used and free places of each of the provider's lists. */
export const capacitySchema = z.array(listCapacitySchema).meta({
  examples: [
    [
      {
        family: FAMILIES[0],
        scope: SCOPES[0],
        used: 597,
        limit: 1_000,
        inFlight: 3,
        countedAt: '2026-11-29T15:30:00.000Z',
      },
    ],
  ],
});
/** The used and the allowed voices in one of the provider's lists. */
export type Capacity = ListCapacity;
