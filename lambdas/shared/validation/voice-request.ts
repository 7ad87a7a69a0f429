import { z } from 'zod';
import { FAMILY_ROWS, type FamilyLimits } from '../dashscope/families.ts';
import { KNOWN_TARGET_MODELS } from '../dashscope/target-models.ts';
import { FAMILIES, type Family, PROVIDER_DEFAULTS, SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { warningsAbout } from '../dashscope/warnings.ts';
import type { Warning } from '../voice/record.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import { nameMax, targetModelMax } from './bounds.ts';
import { type EnabledScope, unconfiguredScope } from './enabled-families.ts';
import { labelLimits } from './labels.ts';
import { shapeIssues, soundFields, withoutNulls } from './shape-issues.ts';
import type { ValidationIssue } from './validation-issue.ts';
import { meaningIssues } from './voice-request-rules.ts';

const most = (limit: 'voicePromptMax' | 'previewTextMax') =>
  Math.max(...FAMILIES.map((family) => FAMILY_ROWS[family].limits[limit]));
const least = Math.min(...FAMILIES.map((family) => FAMILY_ROWS[family].limits.previewTextMin));
const byFamily = (bounds: (limits: FamilyLimits) => string) =>
  FAMILIES.map((family) => `${bounds(FAMILY_ROWS[family].limits)} (${family})`).join(' or ');
const choicesOf = (of: (family: Family) => readonly (string | number)[]) =>
  FAMILIES.map((family) => `${family}: ${of(family).join(', ')}`).join('; ');

/** The bounds of each family, as branches of the published schema. The code checks them by `meaningIssues`. */
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
 * The fields of `POST /v1/voices`, and of the detail of `Voice Creation Requested`: their shape, not yet their meaning,
 * whose bounds are here for readers of the published schemas.
 */
export const voiceRequestSchema = z
  .strictObject({
    family: z.enum(FAMILIES),
    targetModel: z.string().meta({
      minLength: 1,
      maxLength: targetModelMax,
      description:
        'The synthesis model the voice is for; one that is not known here is accepted, with a warning. One that takes no designed voice is refused.',
      examples: KNOWN_TARGET_MODELS.map(({ name }) => name),
    }),
    voicePrompt: z.string().meta({
      minLength: 1,
      maxLength: most('voicePromptMax'),
      description: `What the voice is like, in Chinese or English: at most ${byFamily((limits) => String(limits.voicePromptMax))} code points.`,
    }),
    previewText: z.string().meta({
      minLength: least,
      maxLength: most('previewTextMax'),
      description: `What the preview says: ${byFamily(({ previewTextMin, previewTextMax }) => `${previewTextMin} to ${previewTextMax}`)} code points.`,
    }),
    scope: z
      .string()
      .optional()
      .meta({ enum: [...SCOPES], description: 'One that is configured; by default the first of them.' }),
    name: z.string().optional().meta({
      minLength: 1,
      maxLength: nameMax,
      description: 'What people call the voice; never sent to the provider.',
    }),
    language: z
      .string()
      .optional()
      .meta({
        description: `Of the preview text; by default the provider chooses. ${choicesOf((family) => FAMILY_ROWS[family].limits.languages)}.`,
      }),
    sampleRate: z
      .number()
      .optional()
      .meta({
        default: PROVIDER_DEFAULTS.sampleRate,
        description: `Of the preview, in Hz. ${choicesOf((family) => FAMILY_ROWS[family].limits.sampleRates)}.`,
      }),
    responseFormat: z
      .string()
      .optional()
      .meta({
        default: PROVIDER_DEFAULTS.responseFormat,
        description: `Of the preview. ${choicesOf((family) => FAMILY_ROWS[family].limits.responseFormats)}.`,
      }),
    labels: z
      .record(z.string(), z.string())
      .optional()
      .meta({
        maxProperties: labelLimits.count,
        description: `Keys to ${labelLimits.key} code points, without a colon; values to ${labelLimits.value}; all together ${labelLimits.bytes} bytes of JSON in UTF-8.`,
      }),
  })
  .meta(familyBranches);

/** A request as it was sent, before defaults: what its fingerprint is taken of. */
export type VoiceRequestInput = z.infer<typeof voiceRequestSchema>;

/** A request with nothing left open. */
export interface VoiceRequest {
  readonly family: Family;
  readonly scope: Scope;
  readonly targetModel: string;
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly name: string | null;
  /** Null leaves the language to the provider. */
  readonly language: string | null;
  /** Hz. */
  readonly sampleRate: number;
  readonly responseFormat: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface RequestSettings {
  /** At least one; the first is the default. */
  readonly enabledFamilies: readonly EnabledScope[];
}

export interface VoiceRequestSettings extends RequestSettings {
  /** Decides which families have retired. */
  readonly now: () => Date;
}

export type ParsedVoiceRequest =
  | {
      readonly valid: true;
      readonly asked: VoiceRequestInput;
      readonly request: VoiceRequest;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly valid: false;
      /** Empty if nothing is wrong but the scope. */
      readonly issues: readonly ValidationIssue[];
      /** A scope of the provider's that is not configured here. */
      readonly notConfigured: Scope | null;
    };

/** Judges whatever came in as a request for a voice. Pure; reports everything that is wrong at once. */
export function parseVoiceRequest(value: unknown, settings: VoiceRequestSettings): ParsedVoiceRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      valid: false,
      issues: [{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }],
      notConfigured: null,
    };
  }
  const sent = withoutNulls(value, voiceRequestSchema);
  const shaped = voiceRequestSchema.safeParse(sent);
  const schemaIssues = shaped.success ? [] : shaped.error.issues;
  const sound = voiceRequestSchema.partial().parse(soundFields(sent, schemaIssues));
  const meaning = meaningIssues(sound, sent, settings);
  const issues = [...schemaIssues.flatMap((issue) => shapeIssues(issue, sent)), ...meaning];
  const scope = shaped.data && scopeOf(shaped.data, settings);
  if (!shaped.success || !scope || issues.length > 0) {
    return { valid: false, issues, notConfigured: unconfiguredScope(sound.scope, settings.enabledFamilies) };
  }
  const request = withDefaults(shaped.data, scope);
  return { valid: true, asked: shaped.data, request, warnings: warningsAbout(request, settings.now()) };
}

/** @param issues all that is wrong with the call, besides a scope that is not configured */
export function refusalOf(
  { notConfigured }: Extract<ParsedVoiceRequest, { valid: false }>,
  issues: readonly ValidationIssue[],
): ApiError {
  return notConfigured && issues.length === 0
    ? new ApiError({ code: 'scope_not_configured', scope: notConfigured })
    : invalidRequest(issues);
}

function scopeOf(asked: Pick<VoiceRequestInput, 'scope'>, settings: RequestSettings): Scope | undefined {
  return settings.enabledFamilies.find(({ scope }) => asked.scope === undefined || asked.scope === scope)
    ?.scope;
}

function withDefaults(asked: VoiceRequestInput, scope: Scope): VoiceRequest {
  return {
    ...asked,
    scope,
    name: asked.name ?? null,
    language: asked.language ?? null,
    sampleRate: asked.sampleRate ?? PROVIDER_DEFAULTS.sampleRate,
    responseFormat: asked.responseFormat ?? PROVIDER_DEFAULTS.responseFormat,
    labels: asked.labels ?? {},
  };
}
