import type { AuditionView } from '../../client/index.ts';
import { codePointCount, type Family, requestLimits } from '../core/request-limits.ts';

export interface DraftLabel {
  /** Identifies the row of the form. */
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

/** The form of a new audition. Empty texts are fields that the request leaves out. */
export interface Draft {
  readonly family: Family;
  /** Empty for the first scope of the deployment. */
  readonly scope: string;
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly name: string;
  readonly alias: string;
  /** With one candidate, the form requests a voice instead of an audition. */
  readonly candidates: number;
  readonly keepHours: string;
  readonly language: string;
  readonly sampleRate: number;
  readonly responseFormat: string;
  readonly labels: readonly DraftLabel[];
}

/** One voice, and every allowed number of candidates. */
export const candidateNumbers: readonly number[] = [
  1,
  ...Array.from(
    { length: requestLimits.candidates.max - requestLimits.candidates.min + 1 },
    (_, index) => requestLimits.candidates.min + index,
  ),
];

export const emptyDraft: Draft = {
  family: 'cosyvoice',
  scope: '',
  targetModel: requestLimits.families.cosyvoice.targetModels[0] ?? '',
  voicePrompt: '',
  previewText: '',
  name: '',
  alias: '',
  candidates: requestLimits.candidates.default,
  keepHours: String(requestLimits.keepHours.default),
  language: '',
  sampleRate: requestLimits.defaults.sampleRate,
  responseFormat: requestLimits.defaults.responseFormat,
  labels: [],
};

/** Returns whether a value is a draft, for example of this release and not of an older one. */
export function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const { family, labels } = fields;
  return (
    Object.entries(emptyDraft).every(([name, each]) => typeof fields[name] === typeof each) &&
    typeof family === 'string' &&
    Object.hasOwn(requestLimits.families, family) &&
    Array.isArray(labels) &&
    labels.every(isLabel)
  );
}

function isLabel(value: unknown): value is DraftLabel {
  if (typeof value !== 'object' || value === null) return false;
  const { id, key, value: text }: Partial<Record<keyof DraftLabel, unknown>> = value;
  return typeof id === 'number' && typeof key === 'string' && typeof text === 'string';
}

/** Returns a draft with the brief of an audition. */
export function draftFrom({ brief, alias, candidates }: AuditionView): Draft {
  return {
    ...emptyDraft,
    family: brief.family,
    scope: brief.scope,
    targetModel: brief.targetModel,
    voicePrompt: brief.voicePrompt,
    previewText: brief.previewText,
    name: brief.name ?? '',
    alias: alias ?? '',
    candidates: Math.max(requestLimits.candidates.min, candidates.length),
    language: brief.language ?? '',
    sampleRate: brief.sampleRate,
    responseFormat: brief.responseFormat,
    labels: Object.entries(brief.labels).map(([key, value], id) => ({ id, key, value })),
  };
}

/** Returns a draft of another family. Values that the family does not have are replaced by its defaults. */
export function withFamily(draft: Draft, family: Family): Draft {
  const { targetModels, languages, sampleRates, responseFormats } = requestLimits.families[family];
  const { sampleRate, responseFormat } = requestLimits.defaults;
  return {
    ...draft,
    family,
    targetModel: targetModels[0] ?? '',
    language: languages.includes(draft.language) ? draft.language : '',
    sampleRate: sampleRates.includes(draft.sampleRate) ? draft.sampleRate : sampleRate,
    responseFormat: responseFormats.includes(draft.responseFormat) ? draft.responseFormat : responseFormat,
  };
}

/** True if the draft requests one voice, without an audition. */
export function isSingle({ candidates }: Draft): boolean {
  return candidates < requestLimits.candidates.min;
}

/** Returns the body of the request, for `POST /v1/auditions`, or `POST /v1/voices` if the draft requests one voice. */
export function requestOf(draft: Draft): object {
  const { defaults, candidates, keepHours } = requestLimits;
  const labels = draft.labels.filter(({ key, value }) => key !== '' || value !== '');
  return {
    family: draft.family,
    targetModel: draft.targetModel.trim(),
    voicePrompt: draft.voicePrompt,
    previewText: draft.previewText,
    ...(draft.scope && { scope: draft.scope }),
    ...(draft.name && { name: draft.name }),
    ...(draft.language && { language: draft.language }),
    ...(draft.sampleRate !== defaults.sampleRate && { sampleRate: draft.sampleRate }),
    ...(draft.responseFormat !== defaults.responseFormat && { responseFormat: draft.responseFormat }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels.map(({ key, value }) => [key, value])) }),
    ...(isSingle(draft)
      ? {}
      : {
          ...(draft.alias && { alias: draft.alias }),
          ...(draft.candidates !== candidates.default && { candidates: draft.candidates }),
          ...(draft.keepHours.trim() !== String(keepHours.default) && {
            keepHours: numberOf(draft.keepHours),
          }),
        }),
  };
}

/**
 * Returns the draft to check. A preview text that is too short so far is replaced, so that the description is checked while
 * the text is still missing. The form reports the text itself.
 */
export function draftToCheck(draft: Draft): Draft {
  const { min } = requestLimits.families[draft.family].previewText;
  return codePointCount(draft.previewText) < min ? { ...draft, previewText: '…'.repeat(min) } : draft;
}

/** Returns the number that a text is, or the text, so that the API refuses it by name. */
function numberOf(text: string): number | string {
  const trimmed = text.trim();
  return /^\d{1,6}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** Returns the first key that two labels of the draft share, or null. The second would silently replace the first. */
export function repeatedKey({ labels }: Pick<Draft, 'labels'>): string | null {
  const keys = labels.map(({ key }) => key).filter((key) => key !== '');
  return keys.find((key, index) => keys.indexOf(key) !== index) ?? null;
}
