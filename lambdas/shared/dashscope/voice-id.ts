import { FAMILY_ROWS } from './families.ts';
import type { Family } from './vocabulary.ts';

/** Ids become keys, paths and log lines here, so their characters and length are bounded. */
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,255}$/;

export function isProviderVoiceId(value: unknown): value is string {
  return typeof value === 'string' && SANE_ID.test(value);
}

export interface ProviderVoiceIdParts {
  /** The `prefix` or `preferred_name` it was created with. */
  readonly name: string;
  /** Only CosyVoice ids carry it. */
  readonly targetModel: string | null;
}

/** A cloned voice's id, which has one segment fewer than a designed one's. Not every family's list has clones. */
const CLONED = /^[A-Za-z0-9._-]+-[A-Za-z0-9]{1,10}-[0-9a-f]{32}$/;

/** Whether a listed voice's id is of a documented form. Only designed voices come with texts. */
export function hasDocumentedId(voice: {
  readonly family: Family;
  readonly providerVoiceId: string;
  readonly voicePrompt: string | null;
  readonly previewText: string | null;
}): boolean {
  if (readProviderVoiceId(voice.family, voice.providerVoiceId) !== null) return true;
  const mayBeCloned = voice.voicePrompt === null && voice.previewText === null;
  return FAMILY_ROWS[voice.family].listHasClones && mayBeCloned && CLONED.test(voice.providerVoiceId);
}

/**
 * Reads a designed voice's id. Null for a cloned voice (they share CosyVoice's list), and for an id in a
 * form not seen so far: ids are opaque, so null never means "not ours".
 */
export function readProviderVoiceId(family: Family, id: string): ProviderVoiceIdParts | null {
  const groups = FAMILY_ROWS[family].idPattern.exec(id)?.groups;
  const name = groups?.name;
  return name === undefined ? null : { name, targetModel: groups?.targetModel ?? null };
}
