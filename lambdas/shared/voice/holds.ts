import type { VoiceRecord } from './record.ts';

/** Aliases that can point at one voice. It bounds the public view. */
export const maxAliasesPerVoice = 10;

/** Returns the hold of one move of an alias. Each move has its own, so that releasing one never releases another. */
export function holdOf(alias: string, moveId: string): string {
  return `${alias}/${moveId}`;
}

/** The inverse of {@link holdOf}. */
export function readHold(hold: string): { readonly alias: string; readonly moveId: string } {
  const slash = hold.indexOf('/');
  return { alias: hold.slice(0, slash), moveId: hold.slice(slash + 1) };
}

/** True if an alias holds the voice, so that it may be neither deleted nor purged. */
export function isHeld({ holds }: Pick<VoiceRecord, 'holds'>): boolean {
  return holds !== undefined && holds.size > 0;
}

/** Returns the names of the aliases that hold a voice, in alphabetical order. */
export function aliasesOf({ holds }: Pick<VoiceRecord, 'holds'>): readonly string[] {
  return [...new Set([...(holds ?? [])].map((hold) => readHold(hold).alias))].sort();
}
