import * as z from 'zod';
import { adviceSchema } from './advice/advice.ts';
import { type ListCapacity, listCapacitySchema } from './capacity.ts';
import { costSchema } from './cost.ts';
import { type Warning, warning } from './record.ts';

/** The result of checking a request without making it. */
export const dryRunSchema = z.object({
  valid: z
    .boolean()
    .describe(
      'True if the request would be accepted now. If false, the last entries of warnings have the codes of the problems that the request itself would get. A request with invalid fields gets that problem here, too.',
    ),
  warnings: z
    .array(warning)
    .describe(
      'Reasons why the provider may refuse the voice, and reasons why the request would be refused now.',
    ),
  briefHash: z
    .string()
    .describe('SHA-256 of the brief with its defaults, as an alias shows it for its voice.'),
  advice: z
    .array(adviceSchema)
    .readonly()
    .describe(
      "Ways to improve the description of the voice, by the principles of the provider's guide, for English and Chinese.",
    ),
  cost: costSchema,
  capacity: listCapacitySchema.describe('The used and free places of the list that the voices go to.'),
});
/** The result of checking a request without making it. */
export type DryRun = Readonly<z.infer<typeof dryRunSchema>>;

/** Returns the reasons why a request for some voices would be refused now, with the codes of its problems. */
export function refusals(
  { family, scope, used, limit, inFlight }: ListCapacity,
  voices: number,
  creates: boolean,
): readonly Warning[] {
  const refused: Warning[] = [];
  if (!creates) refused.push({ code: 'creates_disabled', message: 'Creating voices is switched off.' });
  const free = limit === null ? null : Math.max(0, limit - (used ?? 0) - inFlight);
  if (free !== null && free < voices) {
    refused.push({
      code: 'voice_quota_exhausted',
      message: `By the last count, the provider account has ${free} free places for voices of the family ${family} in the scope ${scope}, and the request needs ${voices}.`,
    });
  }
  return refused;
}
