import { randomInt } from 'node:crypto';
import { nameAlphabet } from '../shared/contract.ts';

/** With letters that no name of a voice has: reconciliation takes what a probe has made for somebody else's. */
const mark = 'probe';
/** Most names have one; the provider has to keep it too. */
const digit = '2';

/** As long as any name, of the same characters but for the mark; what follows the deployment's two is the token. */
export function newProbeToken(random: (bound: number) => number = randomInt): string {
  const letter = () => nameAlphabet.charAt(random(nameAlphabet.length));
  return `${mark}${letter()}${letter()}${digit}`;
}

/** The token in a name that a probe of this deployment may have given; null for any other. */
export function readProbeToken(nameSpace: string, name: string): string | null {
  const token = name.slice(nameSpace.length);
  const isOurs =
    name.startsWith(nameSpace) && new RegExp(`^${mark}[${nameAlphabet}]{2}${digit}$`).test(token);
  return isOurs ? token : null;
}

const owner = 'PROBE ';

/** Whom a probe's token is reserved for. */
export function probeOwner(startedAt: Date): string {
  return `${owner}${startedAt.toISOString()}`;
}

/** When the probe began that a token is reserved for; null for what is no probe's. */
export function readProbeOwner(text: string): Date | null {
  const time = Date.parse(text.slice(owner.length));
  return text.startsWith(owner) && !Number.isNaN(time) ? new Date(time) : null;
}
