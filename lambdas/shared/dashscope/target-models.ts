import { FAMILY_ROWS, type FamilyTargetModel, type Retirement } from './families.ts';
import { FAMILIES, type Family, type Language, type Scope } from './vocabulary.ts';

export interface KnownTargetModel extends FamilyTargetModel {
  readonly family: Family;
}

/**
 * Target models that the provider documents for voice design. An unknown name gets a warning and is not refused,
 * because the provider can release models at any time.
 *
 * @see https://help.aliyun.com/zh/model-studio/tts-model
 */
export const KNOWN_TARGET_MODELS: readonly KnownTargetModel[] = FAMILIES.flatMap((family) =>
  FAMILY_ROWS[family].targetModels.map((model) => ({ ...model, family })),
);

export function knownTargetModel(name: string): KnownTargetModel | undefined {
  return KNOWN_TARGET_MODELS.find((model) => model.name === name);
}

/** Returns the languages that a voice of the target model speaks, or null if they are not documented. */
export function languagesOf(targetModel: string): readonly Language[] | null {
  return knownTargetModel(targetModel)?.speaks ?? null;
}

const clonesOnly = 'it speaks cloned voices, not designed ones';
const systemVoicesOnly = 'it speaks built-in voices only';

/** Speech models that do not support designed voices, each with the reason. A name also matches its dated snapshots. */
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

/** Returns the reason why a target model supports no designed voice, or null if it does or is unknown. */
export function unsuitability(targetModel: string): string | null {
  const name = targetModel.replace(/-\d{4}-\d{2}-\d{2}$/, '');
  return Object.hasOwn(UNSUITABLE_TARGET_MODELS, name) ? (UNSUITABLE_TARGET_MODELS[name] ?? null) : null;
}

/** Target models that the provider recommends for designed voices, in its order. All belong to the family cosyvoice. */
export const RECOMMENDED_TARGET_MODELS = [
  'qwen-audio-3.0-tts-plus',
  'qwen-audio-3.0-tts-flash',
  'cosyvoice-v3.5-plus',
  'cosyvoice-v3.5-flash',
] as const;

export function isRetired(family: Family, now: Date): boolean {
  const { retirement } = FAMILY_ROWS[family];
  return retirement !== null && now.getTime() >= Date.parse(retirement.date);
}

/** Returns advice for users of a retired family. */
export function replacementAdvice({ replacement: { family, targetModel } }: Retirement): string {
  return `Its notice suggested ${targetModel}; its pages recommend ${RECOMMENDED_TARGET_MODELS.join(', ')} (family ${family}).`;
}

/** True if the provider documents voice design of the family in the scope. A retired family is documented in no scope. */
export function isDesignDocumented(family: Family, scope: Scope, now: Date): boolean {
  return FAMILY_ROWS[family].documentedScopes.includes(scope) && !isRetired(family, now);
}
