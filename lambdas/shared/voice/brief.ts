import { createHash } from 'node:crypto';
import type { VoiceRecord } from './record.ts';

/** The fields of a request that decide how a voice sounds. They are sent to the provider. Name and labels are not. */
export type Brief = Pick<
  VoiceRecord,
  | 'family'
  | 'scope'
  | 'targetModel'
  | 'voicePrompt'
  | 'previewText'
  | 'language'
  | 'sampleRate'
  | 'responseFormat'
>;

/** Returns the SHA-256 of a brief with its defaults, in hexadecimal. Equal briefs have equal hashes. */
export function briefHashOf(brief: Brief): string {
  const { family, scope, targetModel, voicePrompt, previewText, language, sampleRate, responseFormat } =
    brief;
  const canonical = [
    family,
    scope,
    targetModel,
    voicePrompt,
    previewText,
    language,
    sampleRate,
    responseFormat,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** Returns the hash of a record's brief. Null for an imported voice whose brief is not known, and after the purge. */
export function briefHashOfRecord(record: VoiceRecord): string | null {
  if (record.briefHash !== undefined) return record.briefHash;
  const isKnown = record.voicePrompt !== null && record.previewText !== null && record.sampleRate !== null;
  return isKnown ? briefHashOf(record) : null;
}
