import type { VoiceView } from '../../../client/index.ts';
import { type Draft, emptyDraft } from '../../brief/draft.ts';

/** A voice with the texts from which it was made. An imported voice may lack them. */
export type MadeVoice = VoiceView & { readonly voicePrompt: string; readonly previewText: string };

/** Returns whether a voice has the texts that a remake needs. */
export function isMade(voice: VoiceView): voice is MadeVoice {
  return voice.voicePrompt !== null && voice.previewText !== null;
}

/** Returns the draft of the same voice. */
export function draftOf(voice: MadeVoice): Draft {
  return {
    ...emptyDraft,
    family: voice.family,
    scope: voice.scope,
    targetModel: voice.targetModel,
    voicePrompt: voice.voicePrompt,
    previewText: voice.previewText,
    name: voice.name ?? '',
    language: voice.language ?? '',
    sampleRate: voice.sampleRate ?? emptyDraft.sampleRate,
    responseFormat: voice.responseFormat ?? emptyDraft.responseFormat,
    labels: Object.entries(voice.labels).map(([key, value], id) => ({ id, key, value })),
  };
}

/**
 * Returns the fields in which a draft differs from the voice. Another family can change fields that the form does not show,
 * because it lacks their values.
 */
export function changesOf(draft: Draft, voice: MadeVoice): Readonly<Record<string, unknown>> {
  const before: Readonly<Record<string, unknown>> = { ...draftOf(voice) };
  const { family, scope, voicePrompt, previewText, language, sampleRate, responseFormat } = draft;
  const texts = { voicePrompt, previewText, targetModel: draft.targetModel.trim() };
  const now = { family, scope, ...texts, language, sampleRate, responseFormat };
  const changed = Object.entries(now).filter(([name, value]) => value !== before[name]);
  // An empty language resets it.
  return Object.fromEntries(changed.map(([name, value]) => [name, value === '' ? null : value]));
}
