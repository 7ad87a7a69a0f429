import type { SpokenVoice } from './snippets.ts';

/** The call of the provider that speaks a text with a voice. */
export type SynthesisCall =
  | { readonly kind: 'http'; readonly url: string; readonly body: object }
  | {
      readonly kind: 'realtime';
      readonly url: string;
      readonly model: string;
      readonly voice: string;
      readonly text: string;
    };

/** The host of each scope. A workspace host takes the same paths. */
const hosts = { mainland: 'dashscope.aliyuncs.com', international: 'dashscope-intl.aliyuncs.com' } as const;

/** This model is served on workspace hosts only. The id of the workspace has to be filled in. */
const workspaceModel = 'qwen-audio-3.1-tts-flash';
const workspaceHost = 'YOUR_WORKSPACE_ID.cn-beijing.maas.aliyuncs.com';

const sentences = { en: 'Good evening. The ferry leaves at nine.', zh: '晚上好，渡轮九点启航。' } as const;
/** A preview text may be longer than a synthesis call of the family qwen accepts, in characters. */
const maxTextLength = 600;

/**
 * Returns the call for a voice, as the provider documents it.
 *
 * @see https://help.aliyun.com/zh/model-studio/non-realtime-cosyvoice-api
 * @see https://help.aliyun.com/zh/model-studio/qwen-tts-api
 * @see https://help.aliyun.com/zh/model-studio/qwen-tts-realtime
 */
export function synthesisCall({ family, scope, previewText, language, use }: SpokenVoice): SynthesisCall {
  const { model, voice } = use;
  const isUsable = previewText !== null && previewText.length <= maxTextLength;
  const text = isUsable ? previewText : sentences[language === 'zh' ? 'zh' : 'en'];
  const host = model === workspaceModel ? workspaceHost : hosts[scope];
  if (family === 'cosyvoice') {
    return {
      kind: 'http',
      url: `https://${host}/api/v1/services/audio/tts/SpeechSynthesizer`,
      body: { model, input: { text, voice, format: 'wav', sample_rate: 24_000 } },
    };
  }
  if (model.includes('-realtime')) {
    return { kind: 'realtime', url: `wss://${host}/api-ws/v1/realtime`, model, voice, text };
  }
  return {
    kind: 'http',
    url: `https://${host}/api/v1/services/aigc/multimodal-generation/generation`,
    body: { model, input: { text, voice } },
  };
}

/** Returns whether the provider documents the call for the scope of the voice. */
export function isCallDocumented({ family, scope }: Pick<SpokenVoice, 'family' | 'scope'>): boolean {
  return family !== 'cosyvoice' || scope === 'mainland';
}
