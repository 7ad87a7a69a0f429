import { announcedVoices } from '../contract.ts';

/**
 * The assignments of every write that changes what a voice shows, with the values of `changedAtValues`. They keep the
 * record in the index `byAnnouncing`, and add a record of an older version to it.
 */
export const changedAt = 'updatedAt = :now, announcing = if_not_exists(announcing, :announced)';

export function changedAtValues(now: Date): Readonly<Record<':now' | ':announced', string>> {
  return { ':now': now.toISOString(), ':announced': announcedVoices };
}
