import { FAMILY_ROWS } from './families.ts';
import type { Family } from './vocabulary.ts';

/** Ids become keys, paths and parts of log lines, so their characters and length are limited. */
const SANE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,255}$/;

export function isProviderVoiceId(value: unknown): value is string {
  return typeof value === 'string' && SANE_ID.test(value);
}

export interface ProviderVoiceIdParts {
  /** The `prefix` or `preferred_name` of the create request. */
  readonly name: string;
  /** Only CosyVoice ids contain it. */
  readonly targetModel: string | null;
}

/** The id of a cloned voice. It has one segment fewer than the id of a designed voice. */
const CLONED = /^[A-Za-z0-9._-]+-[A-Za-z0-9]{1,10}-[0-9a-f]{32}$/;

/** True if the id of a listed voice is of a documented form. Only designed voices have texts. */
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
 * Reads the id of a designed voice. Returns null for a cloned voice and for an unknown form. Ids are opaque, so null does
 * not prove that another deployment made the voice.
 */
export function readProviderVoiceId(family: Family, id: string): ProviderVoiceIdParts | null {
  const groups = FAMILY_ROWS[family].idPattern.exec(id)?.groups;
  const name = groups?.name;
  return name === undefined ? null : { name, targetModel: groups?.targetModel ?? null };
}
