import { providerErrors } from '../provider-error.ts';
import { cosyvoiceId } from '../voice-ids.ts';
import type { FamilyProfile } from './profile.ts';

export const cosyvoice: FamilyProfile = {
  family: 'cosyvoice',
  model: 'voice-enrollment',
  actions: { create_voice: 'create', list_voice: 'list', query_voice: 'query', delete_voice: 'delete' },
  idField: 'voice_id',
  nameField: 'prefix',
  namePattern: /^[A-Za-z0-9]{1,10}$/,
  languageField: 'language_hints',
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
  priceCny: 0,
  isReviewed: true,
  hasClones: true,
  list: { maxPageIndex: Number.MAX_SAFE_INTEGER, hasPrefixFilter: true, hasTotals: false },
  usage: { create: { count: 1 }, list: { count: 1 }, query: {}, delete: { count: 1 } },
  voiceFields: {
    list: ['gmt_create', 'gmt_modified', 'status', 'voice_prompt', 'preview_text'],
    query: ['gmt_create', 'gmt_modified', 'target_model', 'status', 'voice_prompt', 'preview_text'],
  },
  deleteOutput: () => ({}),
  newVoiceId: ({ targetModel, name }) => cosyvoiceId(targetModel, name),
  callsPerSecond: ({ cosyvoiceCallsPerSecond }) => cosyvoiceCallsPerSecond,
  retirement: () => 'no',
  storageFull: providerErrors.cosyvoiceStorageFull,
  unknownVoice: {
    query: providerErrors.cosyvoiceUnknownVoice,
    delete: providerErrors.cosyvoiceUnknownVoice,
  },
};
