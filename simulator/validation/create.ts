import { profiles } from '../families/index.ts';
import type { FamilyProfile } from '../families/profile.ts';
import type { JsonObject } from '../json.ts';
import { providerErrors } from '../provider-error.ts';
import type { Settings } from '../settings.ts';
import type { Envelope } from './envelope.ts';
import { boundedText, optionalChoice, requiredText } from './fields.ts';

/** A valid create request with its defaults. */
export interface CreateRequest {
  readonly targetModel: string;
  readonly name: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly language: string;
  readonly sampleRate: number;
  readonly responseFormat: string;
}

function targetModelOf(input: JsonObject, profile: FamilyProfile, settings: Settings): string {
  const model = requiredText(input, 'target_model');
  if (profile.targetModels.includes(model)) return model;
  const isKnown = Object.values(profiles).some(({ targetModels, unsupportedModels }) =>
    [...targetModels, ...unsupportedModels].includes(model),
  );
  if (isKnown) {
    throw providerErrors.invalidParameter(`target_model ${model} of ${profile.model}`);
  }
  if (settings.unknownTargetModels === 'refuse') throw providerErrors.modelNotFound(model.slice(0, 100));
  return model;
}

function nameOf(input: JsonObject, { nameField, namePattern }: FamilyProfile): string {
  const name = requiredText(input, nameField);
  if (!namePattern.test(name)) throw providerErrors.invalidParameter(`${nameField} ${namePattern.source}`);
  return name;
}

const defaultLanguage = 'zh';

function languageOf(input: JsonObject, { languageField, languages }: FamilyProfile): string {
  const language = languageField === 'language_hints' ? firstHint(input) : input.language;
  return optionalChoice({ [languageField]: language }, languageField, languages) ?? defaultLanguage;
}

/** The provider uses only the first hint. */
function firstHint({ language_hints: hints }: JsonObject): unknown {
  if (hints === undefined || hints === null) return undefined;
  if (!Array.isArray(hints)) throw providerErrors.missingParameter('language_hints');
  return hints[0];
}

/**
 * Checks a create request. The language of the texts is not checked, because the vendor does not document an error for
 * it.
 * @throws ProviderError
 */
export function checkCreate({ profile, input, parameters }: Envelope, settings: Settings): CreateRequest {
  // A request with a url is a cloning request. For a design, the SDKs send `url: null`.
  if (typeof input.url === 'string')
    throw providerErrors.unsupportedOperation('voice cloning is not simulated');
  return {
    targetModel: targetModelOf(input, profile, settings),
    name: nameOf(input, profile),
    voicePrompt: boundedText(input, 'voice_prompt', 1, profile.maxPromptLength),
    previewText: boundedText(input, 'preview_text', profile.minTextLength, profile.maxTextLength),
    language: languageOf(input, profile),
    sampleRate: optionalChoice(parameters, 'sample_rate', profile.sampleRates) ?? 24000,
    responseFormat: optionalChoice(parameters, 'response_format', profile.formats) ?? 'wav',
  };
}
