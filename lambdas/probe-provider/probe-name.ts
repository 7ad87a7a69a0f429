import { randomInt } from 'node:crypto';
import { nameAlphabet } from '../shared/contract.ts';

/** Contains letters that no voice name has, so reconciliation treats a probe's voice as foreign. */
const mark = 'probe';
/** Most names contain a digit, so the probe tests that the provider keeps it. */
const digit = '2';

/** Returns a token of the usual length and characters, except for the mark. It follows the two characters of the deployment. */
export function newProbeToken(random: (bound: number) => number = randomInt): string {
  const letter = () => nameAlphabet.charAt(random(nameAlphabet.length));
  return `${mark}${letter()}${letter()}${digit}`;
}

/** Returns the token in the name of a probe of this deployment. Null for any other name. */
export function readProbeToken(nameSpace: string, name: string): string | null {
  const token = name.slice(nameSpace.length);
  const isProbe =
    name.startsWith(nameSpace) && new RegExp(`^${mark}[${nameAlphabet}]{2}${digit}$`).test(token);
  return isProbe ? token : null;
}

const owner = 'PROBE ';

/** Returns the owner for which a probe reserves its token. */
export function probeOwner(startedAt: Date): string {
  return `${owner}${startedAt.toISOString()}`;
}

/** Returns when the probe with the owner began. Null for any other owner. */
export function readProbeOwner(text: string): Date | null {
  const time = Date.parse(text.slice(owner.length));
  return text.startsWith(owner) && !Number.isNaN(time) ? new Date(time) : null;
}
