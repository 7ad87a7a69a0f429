import { FAMILY_ROWS } from '../../lambdas/shared/dashscope/families.ts';
import { FAMILIES, PROVIDER_DEFAULTS } from '../../lambdas/shared/dashscope/vocabulary.ts';
import { jsonSchemaOf } from '../../lambdas/shared/platform/json-schema.ts';
import { nameMax } from '../../lambdas/shared/validation/bounds.ts';
import { labelLimits } from '../../lambdas/shared/validation/labels.ts';
import { auditionLimits } from '../../lambdas/shared/voice/audition-rules.ts';
import { aliasNameSchema } from '../../lambdas/shared/voice/ids.ts';
import { schemaText } from './event-schemas.ts';

/**
 * Returns the text of studio/core/request-limits.json: the limits of a request, for the form of the studio. They are those
 * of the API's validation.
 */
export function requestLimitsText(): string {
  const families = FAMILIES.map((family) => {
    const { reviewed, retirement, limits, targetModels } = FAMILY_ROWS[family];
    const { voicePromptMax, previewTextMin, previewTextMax, languages, sampleRates, responseFormats } =
      limits;
    return [
      family,
      {
        reviewed,
        retirement: retirement?.date ?? null,
        voicePrompt: { min: 1, max: voicePromptMax },
        previewText: { min: previewTextMin, max: previewTextMax },
        languages,
        sampleRates,
        responseFormats,
        targetModels: targetModels.map(({ name }) => name),
      },
    ];
  });
  const { sampleRate, responseFormat } = PROVIDER_DEFAULTS;
  return schemaText({
    families: Object.fromEntries(families),
    defaults: { sampleRate, responseFormat },
    name: { min: 1, max: nameMax },
    labels: { count: labelLimits.count, key: labelLimits.key, value: labelLimits.value },
    ...auditionLimits,
    aliasPattern: jsonSchemaOf(aliasNameSchema).pattern,
  });
}
