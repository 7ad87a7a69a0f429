import {
  type CosyVoiceCreateRequest,
  createDashScopeClient,
  type DashScopeClient,
  type DashScopeClientSettings,
  type OperationTimeouts,
  type QwenCreateRequest,
  unlimitedBudget,
} from '../../../../../lambdas/shared/dashscope/index.ts';
import type { ScriptedServer } from './scripted-server.ts';

export const TEST_KEY = 'sk-canary0123456789abcdef';
export const HEX32 = 'f0f1b1bb3679400486ad031fc8bd2bed';
export const COSYVOICE_ID = `cosyvoice-v3.5-plus-vd-announcer-${HEX32}`;
export const QWEN_ID = 'qwen-tts-vd-announcer-voice-20251210145409-a1b2';

export const cosyvoiceRequest: CosyVoiceCreateRequest = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  prefix: 'announcer',
  voicePrompt: 'A calm announcer with a low voice.',
  previewText: 'The ferry leaves at nine.',
  languageHints: ['en'],
};

export const qwenRequest: QwenCreateRequest = {
  family: 'qwen',
  targetModel: 'qwen3-tts-vd-2026-01-26',
  preferredName: 'announcer',
  voicePrompt: 'A calm announcer with a low voice.',
  previewText: 'The ferry leaves at nine.',
  language: 'en',
};

/** Time-outs that no test reaches. A test of a time-out sets a shorter one. */
const patient = { connectMs: 60_000, headersMs: 60_000, bodyIdleMs: 60_000, totalMs: 120_000 };

/** A client of the scripted server, without pacing. */
export function clientOf(
  server: Pick<ScriptedServer, 'baseUrl' | 'host'>,
  settings: Partial<DashScopeClientSettings> = {},
  timeouts: Partial<OperationTimeouts> = {},
): DashScopeClient {
  const own = { ...patient, ...timeouts };
  return createDashScopeClient({
    endpoint: {
      kind: 'loopback',
      scope: 'mainland',
      baseUrl: server.baseUrl,
      host: server.host,
      workspaceId: null,
    },
    apiKey: TEST_KEY,
    // After a 429, it reports half of the maximum delay.
    budget: unlimitedBudget(() => 0.5),
    timeouts: { create: own, other: own },
    ...settings,
  });
}

export const madeBody = (extra: Record<string, unknown> = {}) => ({
  output: {
    preview_audio: { data: 'AAEAAQ==', sample_rate: 24000, response_format: 'pcm' },
    target_model: 'cosyvoice-v3.5-plus',
    voice_id: COSYVOICE_ID,
  },
  usage: { count: 1 },
  request_id: '80176c03-788d-9322-b091-a86397b5ab9b',
  ...extra,
});

export const errorBody = (code: string, message = 'No.') => ({
  request_id: '80176c03-788d-9322-b091-a86397b5ab9b',
  code,
  message,
});
