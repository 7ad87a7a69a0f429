import { cosyvoice, type FamilyProfile, qwen } from '../families.ts';
import { refusals } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import type { Envelope } from './envelope.ts';
import { type Fields, limitedText, optionalChoice, requiredText } from './fields.ts';

/** A create that may be done, defaults filled in. */
export interface CreateRequest {
  readonly targetModel: string;
  readonly name: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly language: string;
  readonly sampleRate: number;
  readonly responseFormat: string;
}

function targetModelOf(input: Fields, profile: FamilyProfile, settings: Settings): string {
  const model = requiredText(input, 'target_model');
  if (profile.targetModels.includes(model)) return model;
  const other = profile.family === 'qwen' ? cosyvoice : qwen;
  if (
    other.targetModels.includes(model) ||
    [...profile.undesignableModels, ...other.undesignableModels].includes(model)
  ) {
    throw refusals.outsideSpecification(`target_model ${model} of ${profile.model}`);
  }
  if (settings.unknownTargetModels === 'refuse') throw refusals.modelNotFound(model.slice(0, 100));
  return model;
}

function nameOf(input: Fields, { nameField, namePattern }: FamilyProfile): string {
  const name = requiredText(input, nameField);
  if (!namePattern.test(name)) throw refusals.outsideSpecification(`${nameField} ${namePattern.source}`);
  return name;
}

/** Only the first hint counts; `language_hints` is CosyVoice's field, `language` is Qwen's. */
function languageOf(input: Fields, { family, languages }: FamilyProfile): string {
  if (family === 'qwen') return optionalChoice(input, 'language', languages) ?? 'zh';
  const hints = input.language_hints;
  if (hints === undefined || hints === null) return 'zh';
  if (!Array.isArray(hints)) throw refusals.missing('language_hints');
  return optionalChoice({ language_hints: hints[0] }, 'language_hints', languages) ?? 'zh';
}

/**
 * What a create must satisfy. Not checked, because the vendor documents no answer for it: whether the texts are in a
 * supported language, and whether that language is the one named.
 * @throws ProviderError
 */
export function checkCreate({ profile, input, parameters }: Envelope, settings: Settings): CreateRequest {
  // A url makes it a cloning request; the SDKs send `url: null` for a design.
  if (typeof input.url === 'string') throw refusals.unsupported('voice cloning is not simulated');
  return {
    targetModel: targetModelOf(input, profile, settings),
    name: nameOf(input, profile),
    voicePrompt: limitedText(input, 'voice_prompt', 1, profile.promptLimit),
    previewText: limitedText(input, 'preview_text', profile.textMinimum, profile.textLimit),
    language: languageOf(input, profile),
    sampleRate: optionalChoice(parameters, 'sample_rate', profile.sampleRates) ?? 24000,
    responseFormat: optionalChoice(parameters, 'response_format', profile.formats) ?? 'wav',
  };
}
