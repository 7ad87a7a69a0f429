import type { KeyScope, VoiceView } from '../../client/types.ts';
import { auditionStatusColors } from '../output/audition-text.ts';
import { statusColors } from '../output/voice-text.ts';

/* The allowed values of options. The types make the compiler reject an incomplete list. */

export const statuses = namesOf(statusColors);
export const auditionStatuses = namesOf(auditionStatusColors);
export const families = namesOf<VoiceView['family']>({ cosyvoice: true, qwen: true });
export const scopes = namesOf<VoiceView['scope']>({ mainland: true, international: true });
export const keyScopes = namesOf<KeyScope>({ read: true, write: true, admin: true });

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  const isName = (name: string): name is Name => name in table;
  return Object.keys(table).filter(isName);
}
