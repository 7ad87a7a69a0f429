import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import * as z from 'zod';
import { nameAlphabet } from '../contract.ts';

/** A voice id: a ULID in canonical upper case. Ids sort by time. */
export const voiceIdSchema = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'is not 26 digits and upper-case letters (a ULID)');

/** The lasting name of a voice that changes. */
export const aliasNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'is not 1 to 63 lower-case letters, digits and dashes that begin with a letter or a digit',
  );

/** @param random returns an integer from 0 up to, but not including, a bound */
export function newVoiceId(now: Date, random: (bound: number) => number = randomInt): string {
  return ulid(now.getTime(), () => random(2 ** 32) / 2 ** 32);
}

/** Returns the name of the execution that owns a record: `<voiceId>`, or `<voiceId>-r<n>` for a restart. */
export function executionName(voiceId: string, run: number): string {
  return run === 0 ? voiceId : `${voiceId}-r${run}`;
}

/** The inverse of {@link executionName}. Returns null for any other name. */
export function parseExecutionName(name: string): { voiceId: string; run: number } | null {
  const match = /^([0-9A-HJKMNP-TV-Z]{26})(?:-r([1-9][0-9]{0,8}))?$/.exec(name);
  return match?.[1] ? { voiceId: match[1], run: match[2] ? Number(match[2]) : 0 } : null;
}

const tokenLength = 7;

/** Returns seven random characters that all provider-side names of one voice share. */
export function newNameToken(random: (bound: number) => number = randomInt): string {
  return Array.from({ length: tokenLength }, () => nameAlphabet.charAt(random(nameAlphabet.length))).join('');
}

/**
 * Returns the `prefix` or `preferred_name` of a create: `[ns 2][token 7][attempt 1]`. The name replaces the idempotency key
 * that the provider's API lacks, because a voice can be found by it (docs/decisions.md).
 */
export function providerName(nameSpace: string, token: string, attempt: number): string {
  const last = nameAlphabet.charAt(attempt - 1);
  if (last === '') throw new RangeError(`no name for attempt ${attempt}`);
  return nameSpace + token + last;
}

/** The inverse of {@link providerName}. Returns null for a name that this deployment has not given. */
export function readProviderName(nameSpace: string, name: string): { token: string; attempt: number } | null {
  const characters = [...name.slice(nameSpace.length)];
  const isOurs =
    name.startsWith(nameSpace) &&
    characters.length === tokenLength + 1 &&
    characters.every((character) => nameAlphabet.includes(character));
  if (!isOurs) return null;
  const token = characters.slice(0, tokenLength).join('');
  return { token, attempt: nameAlphabet.indexOf(characters[tokenLength] ?? '') + 1 };
}
