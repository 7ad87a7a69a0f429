import { z } from 'zod';
import type { Settings } from './settings.ts';

/** Values and limits of the two model families, from the vendor's documentation. */

export const familySchema = z.enum(['cosyvoice', 'qwen']);
export type Family = z.infer<typeof familySchema>;

export const actionSchema = z.enum(['create', 'list', 'query', 'delete']);
export type Action = z.infer<typeof actionSchema>;

/** A deployment scope of the vendor. API keys and voices belong to one scope. */
export const scopeSchema = z.enum(['mainland', 'international']);
export type Scope = z.infer<typeof scopeSchema>;
export const scopes: readonly Scope[] = scopeSchema.options;

export interface FamilyProfile {
  readonly family: Family;
  /** The top-level `model` of every request. */
  readonly model: string;
  /** Values of `input.action`. */
  readonly actions: Readonly<Record<string, Action>>;
  readonly idField: 'voice_id' | 'voice';
  readonly nameField: 'prefix' | 'preferred_name';
  readonly namePattern: RegExp;
  /** Lengths in Unicode code points. */
  readonly maxPromptLength: number;
  readonly minTextLength: number;
  readonly maxTextLength: number;
  readonly languages: readonly string[];
  readonly sampleRates: readonly number[];
  readonly formats: readonly string[];
  readonly targetModels: readonly string[];
  /** Speech models of the vendor that do not support designed voices. */
  readonly unsupportedModels: readonly string[];
  readonly maxPageIndex: number;
  readonly priceCny: number;
  /** Maximum calls of an account per second; 0 means no limit. */
  readonly callsPerSecond: (settings: Settings) => number;
  /** The error of a call after the family's retirement; `no` while the family is served. */
  readonly retirement: (settings: Settings) => Settings['qwenRetired'];
}

export const cosyvoice: FamilyProfile = {
  family: 'cosyvoice',
  model: 'voice-enrollment',
  actions: { create_voice: 'create', list_voice: 'list', query_voice: 'query', delete_voice: 'delete' },
  idField: 'voice_id',
  nameField: 'prefix',
  namePattern: /^[A-Za-z0-9]{1,10}$/,
  maxPromptLength: 500,
  minTextLength: 15,
  maxTextLength: 200,
  languages: ['zh', 'en'],
  sampleRates: [16000, 24000, 48000],
  formats: ['pcm', 'wav', 'mp3'],
  targetModels: [
    'cosyvoice-v3.5-plus',
    'cosyvoice-v3.5-flash',
    'cosyvoice-v3-plus',
    'cosyvoice-v3-flash',
    'qwen-audio-3.0-tts-plus',
    'qwen-audio-3.0-tts-flash',
    'qwen-audio-3.1-tts-flash',
  ],
  unsupportedModels: ['cosyvoice-v2', 'cosyvoice-v1', 'qwen-audio-3.1-tts-next'],
  maxPageIndex: Number.MAX_SAFE_INTEGER,
  priceCny: 0,
  callsPerSecond: ({ cosyvoiceCallsPerSecond }) => cosyvoiceCallsPerSecond,
  retirement: () => 'no',
};

export const qwen: FamilyProfile = {
  family: 'qwen',
  model: 'qwen-voice-design',
  actions: { create: 'create', list: 'list', query: 'query', delete: 'delete' },
  idField: 'voice',
  nameField: 'preferred_name',
  namePattern: /^[A-Za-z0-9_]{1,16}$/,
  maxPromptLength: 2048,
  minTextLength: 1,
  maxTextLength: 1024,
  languages: ['zh', 'en', 'de', 'it', 'pt', 'es', 'ja', 'ko', 'fr', 'ru'],
  sampleRates: [8000, 16000, 24000, 48000],
  formats: ['pcm', 'wav', 'mp3', 'opus'],
  targetModels: [
    'qwen3-tts-vd-2026-01-26',
    'qwen3-tts-vd-realtime-2026-01-15',
    'qwen3-tts-vd-realtime-2025-12-16',
  ],
  unsupportedModels: [
    'qwen3-tts-flash',
    'qwen3-tts-flash-realtime',
    'qwen3-tts-instruct-flash',
    'qwen3-tts-instruct-flash-realtime',
    'qwen3-tts-vc-2026-01-22',
    'qwen3-tts-vc-realtime-2026-01-15',
    'qwen3-tts-vc-realtime-2025-11-27',
    'qwen-tts',
    'qwen-tts-realtime',
  ],
  maxPageIndex: 200,
  priceCny: 0.2,
  callsPerSecond: ({ qwenCallsPerMinute }) => qwenCallsPerMinute / 60,
  retirement: ({ qwenRetired }) => qwenRetired,
};

/**
 * The retirement that the vendor announced on 2026-06-05. The simulator serves the family until the setting
 * `qwenRetired` retires it.
 */
export const qwenRetirement = { model: qwen.model, date: '2026-10-10' };

export const profiles: Readonly<Record<Family, FamilyProfile>> = { cosyvoice, qwen };

export function profileOfModel(model: string): FamilyProfile | undefined {
  return Object.values(profiles).find((profile) => profile.model === model);
}
