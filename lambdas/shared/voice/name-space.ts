import { createHash } from 'node:crypto';
import { z } from 'zod';
import { nameAlphabet } from '../contract.ts';

/** The variables of every function that has to recognize this deployment's voices. */
export const nameSpaceEnvironment = {
  /** The setting `ns`; empty if it is not set. */
  NAME_SPACE: z.union([z.literal(''), z.string().regex(/^[a-z][a-z0-9]$/)]),
  /** The id of the stack and the path of the construct: no two deployments anywhere have the same. */
  DEPLOYMENT_ID: z.string().min(1),
};

/**
 * Returns the two characters that distinguish this deployment's voices from those of others on the same provider
 * account. Without the setting `ns` they are a hash of the deployment's id, which is known only once it is deployed:
 * account and region are in it. There are 540 values; where two deployments get the same, the
 * alarm "Unrecorded voices" names the voices.
 */
export function nameSpaceOf({
  NAME_SPACE,
  DEPLOYMENT_ID,
}: z.output<z.ZodObject<typeof nameSpaceEnvironment>>): string {
  if (NAME_SPACE !== '') return NAME_SPACE;
  const [first = 0, next = 0] = createHash('sha256').update(DEPLOYMENT_ID).digest();
  const letters = nameAlphabet.replace(/[0-9]/g, '');
  return letters.charAt(first % letters.length) + nameAlphabet.charAt(next % nameAlphabet.length);
}
