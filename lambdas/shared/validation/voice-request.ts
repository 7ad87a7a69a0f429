import * as z from 'zod';
import { FAMILY_ROWS, type FamilyLimits } from '../dashscope/families.ts';
import { KNOWN_TARGET_MODELS } from '../dashscope/target-models.ts';
import { FAMILIES, type Family, PROVIDER_DEFAULTS, SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { warningsAbout } from '../dashscope/warnings.ts';
import type { Warning } from '../voice/record.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { nameMax, targetModelMax } from './bounds.ts';
import { type EnabledScope, unconfiguredScope } from './enabled-families.ts';
import { labelLimits } from './labels.ts';
import { shapeIssues, validFields, withoutNulls } from './shape-issues.ts';
import type { ValidationIssue } from './validation-issue.ts';
import { ruleIssues } from './voice-request-rules.ts';

const largest = (limit: 'voicePromptMax' | 'previewTextMax') =>
  Math.max(...FAMILIES.map((family) => FAMILY_ROWS[family].limits[limit]));
const smallestPreviewText = Math.min(...FAMILIES.map((family) => FAMILY_ROWS[family].limits.previewTextMin));
const byFamily = (bounds: (limits: FamilyLimits) => string) =>
  FAMILIES.map((family) => `${bounds(FAMILY_ROWS[family].limits)} (${family})`).join(' or ');
const choicesOf = (of: (family: Family) => readonly (string | number)[]) =>
  FAMILIES.map((family) => `${family}: ${of(family).join(', ')}`).join('; ');

/** Bounds of each family as branches of the published schema. `ruleIssues` checks them. */
export const familyBranches = {
  oneOf: FAMILIES.map((family) => {
    const { limits } = FAMILY_ROWS[family];
    return {
      properties: {
        family: { const: family },
        voicePrompt: { maxLength: limits.voicePromptMax },
        previewText: { minLength: limits.previewTextMin, maxLength: limits.previewTextMax },
        language: { enum: [...limits.languages, null] },
        sampleRate: { enum: [...limits.sampleRates, null] },
        responseFormat: { enum: [...limits.responseFormats, null] },
      },
    };
  }),
};

/**
 * Fields of `POST /v1/voices` and of the detail of `Voice Creation Requested`. The schema checks types only; its bounds are
 * documentation in the published schemas, and `ruleIssues` checks them. The descriptions state defaults, because
 * generators of clients make a property with the keyword `default` required.
 */
export const voiceRequestSchema = z
  .strictObject({
    family: z.enum(FAMILIES),
    targetModel: z.string().meta({
      minLength: 1,
      maxLength: targetModelMax,
      description:
        'The synthesis model that will use the voice. An unknown model is accepted with a warning. A model that takes no designed voices is refused.',
      examples: KNOWN_TARGET_MODELS.map(({ name }) => name),
    }),
    voicePrompt: z.string().meta({
      minLength: 1,
      maxLength: largest('voicePromptMax'),
      description: `A description of the voice in Chinese or English: at most ${byFamily((limits) => String(limits.voicePromptMax))} code points.`,
    }),
    previewText: z.string().meta({
      minLength: smallestPreviewText,
      maxLength: largest('previewTextMax'),
      description: `The text that the preview speaks: ${byFamily(({ previewTextMin, previewTextMax }) => `${previewTextMin} to ${previewTextMax}`)} code points.`,
    }),
    scope: z
      .string()
      .optional()
      .meta({ enum: [...SCOPES], description: 'A configured scope; by default the first one.' }),
    name: z.string().optional().meta({
      minLength: 1,
      maxLength: nameMax,
      description: 'A display name. It is never sent to the provider.',
    }),
    language: z
      .string()
      .optional()
      .meta({
        description: `Language of the preview text; by default the provider chooses. ${choicesOf((family) => FAMILY_ROWS[family].limits.languages)}.`,
      }),
    sampleRate: z
      .number()
      .optional()
      .meta({
        description: `Sample rate of the preview in Hz; by default ${PROVIDER_DEFAULTS.sampleRate}. ${choicesOf((family) => FAMILY_ROWS[family].limits.sampleRates)}.`,
      }),
    responseFormat: z
      .string()
      .optional()
      .meta({
        description: `Format of the preview; by default ${PROVIDER_DEFAULTS.responseFormat}. ${choicesOf((family) => FAMILY_ROWS[family].limits.responseFormats)}.`,
      }),
    labels: z
      .record(z.string(), z.string())
      .optional()
      .meta({
        maxProperties: labelLimits.count,
        description: `Keys have at most ${labelLimits.key} code points and no colon, values at most ${labelLimits.value}. All labels together have at most ${labelLimits.bytes} bytes of JSON in UTF-8.`,
      }),
  })
  .meta(familyBranches);

/** A request as it was sent, before defaults. Its fingerprint is computed from this. */
export type VoiceRequestInput = z.infer<typeof voiceRequestSchema>;

/** A valid request with all defaults. */
export interface VoiceRequest {
  readonly family: Family;
  readonly scope: Scope;
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly name: string | null;
  /** Null if the provider chooses the language. */
  readonly language: string | null;
  /** Hz. */
  readonly sampleRate: number;
  readonly responseFormat: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RequestSettings {
  /** The configured scopes, at least one. The first is the default. */
  readonly enabledFamilies: readonly EnabledScope[];
}

export interface VoiceRequestSettings extends RequestSettings {
  /** Current time; decides which families have retired. */
  readonly now: () => Date;
}

export type ParsedVoiceRequest =
  | {
      readonly valid: true;
      readonly submitted: VoiceRequestInput;
      readonly request: VoiceRequest;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly valid: false;
      /** Empty if only the scope is wrong. */
      readonly issues: readonly ValidationIssue[];
      /** A scope of the provider that this deployment does not configure. */
      readonly notConfigured: Scope | null;
    };

/** Parses a request for a voice. Reports all issues at once. */
export function parseVoiceRequest(value: unknown, settings: VoiceRequestSettings): ParsedVoiceRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      valid: false,
      issues: [{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }],
      notConfigured: null,
    };
  }
  const sent = withoutNulls(value, voiceRequestSchema);
  const parsed = voiceRequestSchema.safeParse(sent);
  const schemaIssues = parsed.success ? [] : parsed.error.issues;
  const validPart = voiceRequestSchema.partial().parse(validFields(sent, schemaIssues));
  const issues = [
    ...schemaIssues.flatMap((issue) => shapeIssues(issue, sent)),
    ...ruleIssues(validPart, sent, settings),
  ];
  const scope = parsed.data && scopeOf(parsed.data, settings);
  if (!parsed.success || !scope || issues.length > 0) {
    return {
      valid: false,
      issues,
      notConfigured: unconfiguredScope(validPart.scope, settings.enabledFamilies),
    };
  }
  const request = withDefaults(parsed.data, scope);
  return { valid: true, submitted: parsed.data, request, warnings: warningsAbout(request, settings.now()) };
}

/** Converts a failed parse to an error. @param issues all issues of the call, without an unconfigured scope */
export function errorOf(
  { notConfigured }: Extract<ParsedVoiceRequest, { valid: false }>,
  issues: readonly ValidationIssue[],
): ApiError {
  return notConfigured && issues.length === 0
    ? new ApiError({ code: 'scope_not_configured', scope: notConfigured })
    : invalidRequest(issues);
}

function scopeOf(submitted: Pick<VoiceRequestInput, 'scope'>, settings: RequestSettings): Scope | undefined {
  return settings.enabledFamilies.find(
    ({ scope }) => submitted.scope === undefined || submitted.scope === scope,
  )?.scope;
}

function withDefaults(submitted: VoiceRequestInput, scope: Scope): VoiceRequest {
  return {
    ...submitted,
    scope,
    name: submitted.name ?? null,
    language: submitted.language ?? null,
    sampleRate: submitted.sampleRate ?? PROVIDER_DEFAULTS.sampleRate,
    responseFormat: submitted.responseFormat ?? PROVIDER_DEFAULTS.responseFormat,
    labels: submitted.labels ?? {},
  };
}
