import { type Family, LANGUAGES, type Language, type Scope, TOP_LEVEL_MODELS } from './vocabulary.ts';

/**
 * What the provider's pages say about target models.
 *
 * @see https://help.aliyun.com/zh/model-studio/tts-model
 */
export interface KnownTargetModel {
  readonly name: string;
  readonly family: Family;
  /** Languages that a voice designed for the model speaks; null where the provider does not document them. */
  readonly speaks: readonly Language[] | null;
}

const mandarinAndEnglish: readonly Language[] = ['zh', 'en'];

/**
 * Target models the provider documents for voice design. The list is open: a name that is not here may
 * have been released yesterday, so it deserves a warning, not a refusal.
 */
export const KNOWN_TARGET_MODELS: readonly KnownTargetModel[] = [
  { name: 'cosyvoice-v3.5-plus', family: 'cosyvoice', speaks: mandarinAndEnglish },
  { name: 'cosyvoice-v3.5-flash', family: 'cosyvoice', speaks: mandarinAndEnglish },
  { name: 'cosyvoice-v3-plus', family: 'cosyvoice', speaks: mandarinAndEnglish },
  { name: 'cosyvoice-v3-flash', family: 'cosyvoice', speaks: mandarinAndEnglish },
  { name: 'qwen-audio-3.0-tts-plus', family: 'cosyvoice', speaks: null },
  { name: 'qwen-audio-3.0-tts-flash', family: 'cosyvoice', speaks: null },
  { name: 'qwen-audio-3.1-tts-flash', family: 'cosyvoice', speaks: null },
  { name: 'qwen3-tts-vd-2026-01-26', family: 'qwen', speaks: LANGUAGES },
  { name: 'qwen3-tts-vd-realtime-2026-01-15', family: 'qwen', speaks: LANGUAGES },
  { name: 'qwen3-tts-vd-realtime-2025-12-16', family: 'qwen', speaks: LANGUAGES },
];

export function knownTargetModel(name: string): KnownTargetModel | undefined {
  return KNOWN_TARGET_MODELS.find((model) => model.name === name);
}

/** Languages that a voice of the target model speaks; null where that is not documented. */
export function languagesOf(targetModel: string): readonly Language[] | null {
  return knownTargetModel(targetModel)?.speaks ?? null;
}

const clonesOnly = 'it speaks cloned voices, not designed ones';
const systemVoicesOnly = 'it speaks built-in voices only';

/** Speech models that take no designed voice, each with the reason. A name matches its dated snapshots too. */
export const UNSUITABLE_TARGET_MODELS: Readonly<Record<string, string>> = {
  'qwen-audio-3.1-tts-next': 'it generates whole scenes',
  'cosyvoice-v2': clonesOnly,
  'cosyvoice-v1': clonesOnly,
  'qwen3-tts-vc': clonesOnly,
  'qwen3-tts-vc-realtime': clonesOnly,
  'qwen3-tts-flash': systemVoicesOnly,
  'qwen3-tts-flash-realtime': systemVoicesOnly,
  'qwen3-tts-instruct-flash': systemVoicesOnly,
  'qwen3-tts-instruct-flash-realtime': systemVoicesOnly,
  'qwen-tts': systemVoicesOnly,
  'qwen-tts-latest': systemVoicesOnly,
  'qwen-tts-realtime': systemVoicesOnly,
  'qwen-tts-realtime-latest': systemVoicesOnly,
};

/** Why a target model takes no designed voice; null for one that does, and for an unknown one. */
export function unsuitability(targetModel: string): string | null {
  const name = targetModel.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return Object.hasOwn(UNSUITABLE_TARGET_MODELS, name) ? (UNSUITABLE_TARGET_MODELS[name] ?? null) : null;
}

/** Target models that the provider recommends for designed voices, the first one most. All are of the family cosyvoice. */
export const RECOMMENDED_TARGET_MODELS = [
  'qwen-audio-3.0-tts-plus',
  'qwen-audio-3.0-tts-flash',
  'cosyvoice-v3.5-plus',
  'cosyvoice-v3.5-flash',
] as const;

/**
 * The announced retirement of a family's top-level model.
 *
 * @see https://www.alibabacloud.com/zh/notice/modelstudiospeech_series_legacy_mainline_models_eos_notice_792
 */
export interface Retirement {
  readonly model: string;
  /** ISO 8601 date, in UTC, from which calls are expected to fail. */
  readonly date: string;
  /** The target model that the provider's notice suggests instead, and its family. */
  readonly replacement: { readonly family: Family; readonly targetModel: string };
}

export const RETIREMENTS: Readonly<Partial<Record<Family, Retirement>>> = {
  qwen: {
    model: TOP_LEVEL_MODELS.qwen,
    date: '2026-10-10',
    replacement: { family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-flash' },
  },
};

export function isRetired(family: Family, now: Date): boolean {
  const retirement = RETIREMENTS[family];
  return retirement !== undefined && now.getTime() >= Date.parse(retirement.date);
}

/** Advice to whoever uses a retired family. */
export function replacementAdvice({ replacement: { family, targetModel } }: Retirement): string {
  return `Its notice suggested ${targetModel}; its pages recommend ${RECOMMENDED_TARGET_MODELS.join(', ')} (family ${family}).`;
}

/** Scopes in which the provider documents voice design; of a retired family, until its retirement. */
export const DESIGN_SCOPES: Readonly<Record<Family, readonly Scope[]>> = {
  cosyvoice: ['mainland'],
  qwen: ['mainland', 'international'],
};

/** Whether the provider documents voice design of the family in the scope. A retired family is documented nowhere. */
export function isDesignDocumented(family: Family, scope: Scope, now: Date): boolean {
  return DESIGN_SCOPES[family].includes(scope) && !isRetired(family, now);
}
