import type { VoiceView } from '../../client/index.ts';
import json from './request-limits.json' with { type: 'json' };

export type Family = VoiceView['family'];

/** Inclusive bounds. Those of a text count Unicode code points. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** The limits of a request for a voice of a family. */
export interface FamilyLimits {
  /** True if the provider reviews a new voice before it can be used. */
  readonly reviewed: boolean;
  /** The date from which the provider is expected to refuse the family, or null. */
  readonly retirement: string | null;
  readonly voicePrompt: Bounds;
  readonly previewText: Bounds;
  readonly languages: readonly string[];
  /** Hz. */
  readonly sampleRates: readonly number[];
  readonly responseFormats: readonly string[];
  /** Target models that the provider documents. */
  readonly targetModels: readonly string[];
}

interface RequestLimits {
  readonly families: Readonly<Record<Family, FamilyLimits>>;
  readonly defaults: { readonly sampleRate: number; readonly responseFormat: string };
  readonly name: Bounds;
  readonly labels: { readonly count: number; readonly key: number; readonly value: number };
  readonly candidates: Bounds & { readonly default: number };
  readonly keepHours: Bounds & { readonly default: number };
  /** A regular expression. */
  readonly aliasPattern: string;
}

/** The limits of the API's validation. The file is generated from them by `npm run docs`. */
export const requestLimits: RequestLimits = json;

const aliasPattern = new RegExp(requestLimits.aliasPattern);

/** True if a text can be an alias. */
export function isAlias(text: string): boolean {
  return aliasPattern.test(text);
}

/** Returns the length of a text in Unicode code points, as the API counts it. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
