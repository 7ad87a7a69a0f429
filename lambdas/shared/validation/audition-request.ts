import * as z from 'zod';
import { auditionLimits } from '../voice/audition-rules.ts';
import { aliasNameSchema } from '../voice/ids.ts';
import { shapeIssues, validFields, withoutNulls } from './shape-issues.ts';
import type { ValidationIssue } from './validation-issue.ts';
import {
  familyBranches,
  type ParsedVoiceRequest,
  parseVoiceRequest,
  type VoiceRequestSettings,
  voiceRequestSchema,
} from './voice-request.ts';

const { candidates, keepHours } = auditionLimits;

/** The number of candidates. Its bounds are documentation; `candidatesIssues` checks them. */
export const candidatesSchema = z
  .number()
  .optional()
  .meta({ type: 'integer', minimum: candidates.min, maximum: candidates.max });

/** Returns the issues of a number of candidates that its schema does not find. */
export function candidatesIssues(actual: number | undefined): ValidationIssue[] {
  return wholeNumberIssues('/candidates', actual, candidates);
}

/** Fields of an audition in addition to those of a voice. `boundIssues` checks their bounds. */
const ownFields = z.strictObject({
  candidates: candidatesSchema.describe(`Number of voices to create; by default ${candidates.default}.`),
  keepHours: z
    .number()
    .optional()
    .meta({
      type: 'integer',
      minimum: keepHours.min,
      maximum: keepHours.max,
      description: `Hours until the audition lapses without a choice; by default ${keepHours.default}.`,
    }),
  alias: aliasNameSchema
    .optional()
    .describe(
      'The alias that a choice points at the chosen voice. By default none. A choice can replace it.',
    ),
});

/** Fields of `POST /v1/auditions` and of the detail of `Audition Requested`. */
export const auditionRequestSchema = voiceRequestSchema.extend(ownFields.shape).meta(familyBranches);
/** A request for an audition as it was sent, before defaults. */
export type AuditionRequestInput = z.infer<typeof auditionRequestSchema>;

/** A valid request for an audition: the parsed request for each voice, and the audition's own fields with defaults. */
export type ValidAuditionRequest = Omit<Extract<ParsedVoiceRequest, { valid: true }>, 'submitted'> & {
  readonly submitted: AuditionRequestInput;
  readonly candidates: number;
  readonly keepHours: number;
  readonly alias: string | null;
};

/** Parses a request for an audition by the rules of a request for a voice. Reports all issues at once. */
export function parseAuditionRequest(
  value: unknown,
  settings: VoiceRequestSettings,
): ValidAuditionRequest | Extract<ParsedVoiceRequest, { valid: false }> {
  const { voiceFields, sent } = split(value);
  const voice = parseVoiceRequest(voiceFields, settings);
  const own = ownFields.safeParse(sent);
  const schemaIssues = own.error?.issues ?? [];
  const valid = ownFields.parse(validFields(sent, schemaIssues));
  const issues = [...schemaIssues.flatMap((issue) => shapeIssues(issue, sent)), ...boundIssues(valid)];
  if (!voice.valid) return { ...voice, issues: [...voice.issues, ...issues] };
  if (issues.length > 0) return { valid: false, issues, notConfigured: null };
  return {
    ...voice,
    submitted: { ...voice.submitted, ...valid },
    candidates: valid.candidates ?? candidates.default,
    keepHours: valid.keepHours ?? keepHours.default,
    alias: valid.alias ?? null,
  };
}

/** Separates the fields of an audition from those of a voice. A value that is no object is left to the rules of a voice. */
function split(value: unknown): { readonly voiceFields: unknown; readonly sent: object } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { voiceFields: value, sent: {} };
  }
  const entries = Object.entries(value);
  const isOwn = ([name]: [string, unknown]) => Object.hasOwn(ownFields.shape, name);
  return {
    voiceFields: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
    sent: withoutNulls(Object.fromEntries(entries.filter(isOwn)), ownFields),
  };
}

function boundIssues(fields: z.infer<typeof ownFields>): ValidationIssue[] {
  return [
    ...candidatesIssues(fields.candidates),
    ...wholeNumberIssues('/keepHours', fields.keepHours, keepHours),
  ];
}

function wholeNumberIssues(
  pointer: string,
  actual: number | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): ValidationIssue[] {
  if (actual === undefined) return [];
  if (!Number.isInteger(actual)) return [{ pointer, code: 'invalid_type', detail: 'is not a whole number' }];
  if (actual >= min && actual <= max) return [];
  const detail = `is not between ${min} and ${max}`;
  return [{ pointer, code: 'out_of_range', detail, limit: actual < min ? min : max, actual }];
}
