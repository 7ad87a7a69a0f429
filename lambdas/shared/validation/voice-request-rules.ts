import { FAMILY_ROWS } from '../dashscope/families.ts';
import { KNOWN_TARGET_MODELS, knownTargetModel, unsuitability } from '../dashscope/target-models.ts';
import type { Family } from '../dashscope/vocabulary.ts';
import { nameMax, targetModelMax } from './bounds.ts';
import { unconfiguredScope } from './enabled-families.ts';
import { labelIssues } from './labels.ts';
import { codePointCount, textIssues } from './text.ts';
import type { ValidationIssue } from './validation-issue.ts';
import type { RequestSettings, VoiceRequestInput } from './voice-request.ts';

const wellFormedModel = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
/** Limit of texts when the family is unknown. The family itself is reported then. */
const unlimited = Number.MAX_SAFE_INTEGER;

/**
 * Checks the fields of a request against the limits of its family and the configuration. Fields of a wrong type are absent.
 *
 * @param sent the request as it was sent
 */
export function ruleIssues(
  fields: Partial<VoiceRequestInput>,
  sent: object,
  settings: RequestSettings,
): ValidationIssue[] {
  return [
    // A scope of the wrong type is reported already. Without a scope the enabled families are unknown.
    ...(fields.scope === undefined && Object.hasOwn(sent, 'scope')
      ? []
      : enabledFamilyIssues(fields, settings)),
    ...targetModelIssues(fields),
    ...freeTextIssues(fields),
    ...previewFormatIssues(fields),
    ...(fields.labels
      ? labelIssues(fields.labels, Object.getOwnPropertyDescriptor(sent, 'labels')?.value)
      : []),
  ];
}

function enabledFamilyIssues(
  { scope, family }: Partial<VoiceRequestInput>,
  { enabledFamilies }: RequestSettings,
): ValidationIssue[] {
  const here = enabledFamilies.find((each) => scope === undefined || each.scope === scope);
  if (!here) {
    // Reported as `scope_not_configured` if there are no other issues.
    if (unconfiguredScope(scope, enabledFamilies)) return [];
    const allowed = enabledFamilies.map((each) => each.scope);
    return [{ pointer: '/scope', code: 'not_allowed', detail: 'is not a configured scope', allowed }];
  }
  if (!family || here.families.includes(family)) return [];
  return [
    {
      pointer: '/family',
      code: 'not_allowed',
      detail: `the family ${family} is not enabled in the scope ${here.scope}`,
      allowed: here.families,
    },
  ];
}

function targetModelIssues({ targetModel, family }: Partial<VoiceRequestInput>): ValidationIssue[] {
  if (targetModel === undefined) return [];
  const pointer = '/targetModel';
  const actual = codePointCount(targetModel);
  if (actual === 0) return [{ pointer, code: 'too_short', detail: 'is empty', limit: 1, actual }];
  if (actual > targetModelMax) {
    return [
      {
        pointer,
        code: 'too_long',
        detail: `has more than ${targetModelMax} characters`,
        limit: targetModelMax,
        actual,
      },
    ];
  }
  if (!wellFormedModel.test(targetModel)) {
    return [
      {
        pointer,
        code: 'invalid_text',
        detail: 'has characters other than letters, digits, dots, dashes and underscores',
      },
    ];
  }
  const allowed = KNOWN_TARGET_MODELS.filter((model) => model.family === family).map(({ name }) => name);
  const unsuitable = unsuitability(targetModel);
  if (unsuitable !== null) {
    const detail = `takes no designed voices: ${unsuitable}`;
    return [{ pointer, code: 'not_allowed', detail, ...(family && { allowed }) }];
  }
  const known = knownTargetModel(targetModel);
  if (!family || !known || known.family === family) return [];
  return [
    {
      pointer,
      code: 'family_mismatch',
      detail: `is a model of the family ${known.family}, but the request has the family ${family}`,
      allowed,
    },
  ];
}

function freeTextIssues({
  voicePrompt,
  previewText,
  name,
  family,
}: Partial<VoiceRequestInput>): ValidationIssue[] {
  const limits = family && FAMILY_ROWS[family].limits;
  const texts = [
    {
      pointer: '/voicePrompt',
      text: voicePrompt,
      maximum: limits?.voicePromptMax ?? unlimited,
      multiline: true,
    },
    {
      pointer: '/previewText',
      text: previewText,
      minimum: limits?.previewTextMin ?? 1,
      maximum: limits?.previewTextMax ?? unlimited,
      multiline: true,
    },
    { pointer: '/name', text: name, maximum: nameMax, multiline: false },
  ];
  return texts.flatMap(({ pointer, text, ...bounds }) =>
    text === undefined ? [] : textIssues(pointer, text, bounds),
  );
}

function previewFormatIssues({
  language,
  sampleRate,
  responseFormat,
  family,
}: Partial<VoiceRequestInput>): ValidationIssue[] {
  if (!family) return [];
  const { limits } = FAMILY_ROWS[family];
  return [
    ...choiceIssues('/language', language, limits.languages, family).map((issue) => ({
      ...issue,
      detail: `${issue.detail}, whose designed voices speak ${limits.languages.join(', ')} only (zh is Mandarin)`,
    })),
    ...choiceIssues('/sampleRate', sampleRate, limits.sampleRates, family),
    ...choiceIssues('/responseFormat', responseFormat, limits.responseFormats, family),
  ];
}

function choiceIssues(
  pointer: string,
  value: string | number | undefined,
  allowed: readonly (string | number)[],
  family: Family,
): ValidationIssue[] {
  if (value === undefined || allowed.includes(value)) return [];
  return [{ pointer, code: 'not_allowed', detail: `is not allowed for the family ${family}`, allowed }];
}
