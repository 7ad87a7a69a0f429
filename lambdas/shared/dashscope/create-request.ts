import { FAMILY_ROWS } from './families.ts';
import { knownTargetModel, unsuitability } from './target-models.ts';
import { type Family, type Language, PROVIDER_DEFAULTS, type ResponseFormat } from './vocabulary.ts';

export interface CreateVoiceFields {
  /** Any model name. Only models of another family, and those known to take no designed voice, are refused. */
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  /** Hz; the provider's default is 24000. */
  readonly sampleRate?: number | undefined;
  /** The provider's default is wav. */
  readonly responseFormat?: ResponseFormat | undefined;
}

export interface CosyVoiceCreateRequest extends CreateVoiceFields {
  readonly family: 'cosyvoice';
  /** 1 to 10 ASCII letters and digits. The voice id contains it. */
  readonly prefix: string;
  /** The provider uses only the first one, which must be the language of the preview text. Default zh. */
  readonly languageHints?: readonly Language[] | undefined;
}

export interface QwenCreateRequest extends CreateVoiceFields {
  readonly family: 'qwen';
  /** 1 to 16 ASCII letters, digits and underscores. The voice id contains it. */
  readonly preferredName: string;
  /** The language of the preview text. Default zh. */
  readonly language?: Language | undefined;
}

export type CreateVoiceRequest = CosyVoiceCreateRequest | QwenCreateRequest;

/** Builds a request from a name and a language, whose fields differ between families. */
export function createRequestOf(
  family: Family,
  {
    name,
    language,
    ...fields
  }: CreateVoiceFields & { readonly name: string; readonly language?: Language | undefined },
): CreateVoiceRequest {
  switch (family) {
    case 'cosyvoice':
      return { ...fields, family, prefix: name, ...(language && { languageHints: [language] }) };
    case 'qwen':
      return { ...fields, family, preferredName: name, ...(language && { language }) };
  }
}

/** Returns the name and the languages of a request, and the provider's fields for both. */
function nameAndLanguagesOf(request: CreateVoiceRequest): {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly wire: Readonly<Record<string, unknown>>;
} {
  switch (request.family) {
    case 'cosyvoice': {
      const { prefix, languageHints } = request;
      const wire = { prefix, ...(languageHints && { language_hints: [...languageHints] }) };
      return { name: prefix, languages: languageHints ?? [], wire };
    }
    case 'qwen': {
      const { preferredName, language } = request;
      const wire = { preferred_name: preferredName, ...(language && { language }) };
      return { name: preferredName, languages: [language ?? PROVIDER_DEFAULTS.language], wire };
    }
  }
}

/** Returns the provider-side name that a request contains. */
export function requestedNameOf(request: CreateVoiceRequest): string {
  return nameAndLanguagesOf(request).name;
}

/** Returns the first rule that the request breaks, or null. The message does not repeat the texts. */
export function findFault(request: CreateVoiceRequest): string | null {
  const { family, targetModel } = request;
  const { limits } = FAMILY_ROWS[family];
  const known = knownTargetModel(targetModel);
  const { name, languages } = nameAndLanguagesOf(request);
  const { sampleRate, responseFormat } = request;

  // Untyped callers may omit a field, which a pattern would read as the word "undefined".
  const texts = [targetModel, name, request.voicePrompt, request.previewText];
  if (texts.some((field) => typeof field !== 'string')) return `A field of the ${family} request is missing`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(targetModel)) return 'The target model is not a model name';
  const unsuitable = unsuitability(targetModel);
  if (unsuitable !== null) return `The target model ${targetModel} takes no designed voice: ${unsuitable}`;
  if (known !== undefined && known.family !== family) return wrongFamily(targetModel, known.family, family);
  if (!limits.namePattern.test(name)) return `The name must match ${limits.namePattern.source} for ${family}`;
  const text =
    lengthFault('voice prompt', request.voicePrompt, 1, limits.voicePromptMax) ??
    lengthFault('preview text', request.previewText, limits.previewTextMin, limits.previewTextMax);
  if (text !== null) return text;
  if (sampleRate !== undefined && !limits.sampleRates.includes(sampleRate)) {
    return `The sample rate must be one of ${limits.sampleRates.join(', ')} for ${family}`;
  }
  if (responseFormat !== undefined && !limits.responseFormats.includes(responseFormat)) {
    return `The response format must be one of ${limits.responseFormats.join(', ')} for ${family}`;
  }
  if (languages.some((language) => !limits.languages.includes(language))) {
    return `The language must be one of ${limits.languages.join(', ')} for ${family}`;
  }
  return null;
}

function wrongFamily(targetModel: string, actual: Family, requested: Family): string {
  return `The target model ${targetModel} belongs to the family ${actual}, not ${requested}`;
}

function lengthFault(field: string, text: string, min: number, max: number): string | null {
  // A code point is at most two UTF-16 units, so the cheap check avoids counting a huge text.
  const length = text.length > 2 * max ? text.length : Array.from(text).length;
  return length >= min && length <= max ? null : `The ${field} must have ${min} to ${max} characters`;
}

/** Returns the request's `input` (without its action) and `parameters` with the provider's field names. */
export function toWire(request: CreateVoiceRequest): {
  input: Record<string, unknown>;
  parameters: Record<string, unknown> | undefined;
} {
  const { targetModel, voicePrompt, previewText, sampleRate, responseFormat } = request;
  const common = { target_model: targetModel, voice_prompt: voicePrompt, preview_text: previewText };
  const parameters = {
    ...(sampleRate === undefined ? {} : { sample_rate: sampleRate }),
    ...(responseFormat === undefined ? {} : { response_format: responseFormat }),
  };
  return {
    input: { ...common, ...nameAndLanguagesOf(request).wire },
    parameters: Object.keys(parameters).length === 0 ? undefined : parameters,
  };
}
