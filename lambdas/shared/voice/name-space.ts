import { createHash } from 'node:crypto';
import * as z from 'zod';
import { nameAlphabet } from '../contract.ts';

/** Variables of every function that recognizes this deployment's voices. */
export const nameSpaceEnvironment = {
  /** The setting `ns`; empty if it is not set. */
  NAME_SPACE: z.union([z.literal(''), z.string().regex(/^[a-z][a-z0-9]$/)]),
  /** The id of the stack and the path of the construct. No two deployments have the same value. */
  DEPLOYMENT_ID: z.string().min(1),
};

/**
 * Returns the two characters that distinguish this deployment's voices from those of others on the same provider
 * account. Without the setting `ns` they are a hash of the deployment's id, which contains account and region and therefore
 * exists only after the deployment. There are 540 values. If two deployments get the same value, the alarm "Unrecorded
 * voices" reports their voices.
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
