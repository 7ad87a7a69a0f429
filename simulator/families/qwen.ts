import { providerErrors } from '../provider-error.ts';
import { qwenId } from '../voice-ids.ts';
import type { FamilyProfile, VoiceField } from './profile.ts';

const voiceFields: readonly VoiceField[] = [
  'gmt_create',
  'gmt_modified',
  'language',
  'target_model',
  'voice_prompt',
  'preview_text',
];

export const qwen: FamilyProfile = {
  family: 'qwen',
  model: 'qwen-voice-design',
  actions: { create: 'create', list: 'list', query: 'query', delete: 'delete' },
  idField: 'voice',
  nameField: 'preferred_name',
  namePattern: /^[A-Za-z0-9_]{1,16}$/,
  languageField: 'language',
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
  priceCny: 0.2,
  isReviewed: false,
  hasClones: false,
  list: { maxPageIndex: 200, hasPrefixFilter: false, hasTotals: true },
  usage: { create: { count: 1 }, list: { count: 0 }, query: { count: 0 }, delete: { count: 0 } },
  voiceFields: { list: voiceFields, query: voiceFields },
  deleteOutput: (voice) => ({ voice }),
  newVoiceId: ({ name, createdAt, utcOffsetHours }) => qwenId(name, createdAt, utcOffsetHours),
  callsPerSecond: ({ qwenCallsPerMinute }) => qwenCallsPerMinute / 60,
  retirement: ({ qwenRetired }) => qwenRetired,
  storageFull: providerErrors.qwenStorageFull,
  unknownVoice: {
    query: providerErrors.qwenQueryUnknownVoice,
    delete: providerErrors.qwenDeleteUnknownVoice,
  },
};

/**
 * The retirement that the vendor announced on 2026-06-05. The simulator serves the family until the setting
 * `qwenRetired` retires it.
 */
export const qwenRetirement = { model: qwen.model, date: '2026-10-10' };
