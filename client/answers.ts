import type { AnsweredProblem } from './errors.ts';
import type {
  Capacity,
  ProviderVoicePage,
  ProviderVoiceView,
  RefreshedVoiceView,
  VoiceView,
} from './types.ts';

/** One page of a list; `cursor` asks for the next, and is null at the end. */
export interface VoicePage {
  readonly voices: readonly VoiceView[];
  readonly cursor: string | null;
}

/**
 * Whether an answer is what it should be. These look at what tells one answer from another, not at every field:
 * the fields are the deployment's word, and a newer one may have more.
 */
export function isVoice(value: unknown): value is VoiceView {
  return isObject(value) && typeof value.voiceId === 'string' && typeof value.status === 'string';
}

export function isRefreshedVoice(value: unknown): value is RefreshedVoiceView {
  return isVoice(value) && 'providerStatus' in value;
}

export function isProviderVoice(value: unknown): value is ProviderVoiceView {
  return isObject(value) && typeof value.providerVoiceId === 'string' && 'voiceId' in value;
}

export function isProviderVoicePage(value: unknown): value is ProviderVoicePage {
  return (
    isObject(value) &&
    Array.isArray(value.voices) &&
    value.voices.every(isProviderVoice) &&
    typeof value.unreadable === 'number'
  );
}

export function isVoicePage(value: unknown): value is VoicePage {
  return (
    isObject(value) &&
    Array.isArray(value.voices) &&
    value.voices.every(isVoice) &&
    (value.cursor === null || typeof value.cursor === 'string')
  );
}

export function isCapacities(value: unknown): value is readonly Capacity[] {
  return Array.isArray(value) && value.every(isCapacity);
}

function isCapacity(value: unknown): value is Capacity {
  return isObject(value) && typeof value.family === 'string' && typeof value.inFlight === 'number';
}

export function isProblem(value: unknown): value is AnsweredProblem {
  return (
    isObject(value) &&
    typeof value.code === 'string' &&
    typeof value.status === 'number' &&
    typeof value.detail === 'string'
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
