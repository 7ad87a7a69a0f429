import * as z from 'zod';
import { managers, type PendingRemake } from '../voice/alias.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { invalidRequest } from './api-error.ts';
import { candidatesIssues, candidatesSchema } from './audition-request.ts';
import { shapeIssues, validFields, withoutNulls } from './shape-issues.ts';
import {
  errorOf,
  parseVoiceRequest,
  type VoiceRequest,
  type VoiceRequestSettings,
  voiceRequestSchema,
} from './voice-request.ts';

const own = {
  managedBy: z
    .enum(managers)
    .optional()
    .describe(
      'apply for a request of `voice apply`. Kept if the remake creates the alias, and ignored if the alias exists.',
    ),
  candidates: candidatesSchema.describe(
    'Number of voices of an audition. The alias moves once a candidate is chosen. By default a single voice is made.',
  ),
};
const ownFields = z.object(own);

/** Body of `POST /v1/aliases/{alias}/remake`: the fields of the brief that change, or a whole brief for a new alias. */
export const remakeRequestSchema = voiceRequestSchema.partial().extend(own);

/** The body of a remake as it was sent. The API also accepts null in each field. */
export type RemakeRequestInput = z.infer<typeof remakeRequestSchema>;

export interface RemakeRequest {
  readonly managedBy: PendingRemake['managedBy'];
  /** Null for a single voice. */
  readonly candidates: number | null;
  /** Returns the request of the new voice. @throws ApiError `invalid_request`, `scope_not_configured` */
  requestOf(former: VoiceRecord | null): {
    readonly request: VoiceRequest;
    readonly warnings: readonly Warning[];
  };
}

/**
 * Parses the body of a remake. Its fields replace those of the former voice, and null resets an optional field to its
 * default.
 *
 * @throws ApiError `invalid_request`
 */
export function parseRemakeRequest(value: unknown, settings: VoiceRequestSettings): RemakeRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest([{ pointer: '', code: 'not_an_object', detail: 'is not a JSON object' }]);
  }
  const { managedBy, candidates, ...changes }: Readonly<Record<string, unknown>> = { ...value };
  const sent = withoutNulls({ managedBy, candidates }, ownFields);
  const schemaIssues = ownFields.safeParse(sent).error?.issues ?? [];
  const fields = ownFields.parse(validFields(sent, schemaIssues));
  const issues = [
    ...schemaIssues.flatMap((issue) => shapeIssues(issue, sent)),
    ...candidatesIssues(fields.candidates),
  ];
  return {
    managedBy: fields.managedBy ?? null,
    candidates: fields.candidates ?? null,
    requestOf: (former) => {
      const parsed = parseVoiceRequest({ ...fieldsOf(former), ...changes }, settings);
      if (!parsed.valid) throw errorOf(parsed, [...parsed.issues, ...issues]);
      if (issues.length > 0) throw invalidRequest(issues);
      return { request: parsed.request, warnings: parsed.warnings };
    },
  };
}

/** Returns the fields of a request that a voice was made with. An imported voice may lack some. */
function fieldsOf(former: VoiceRecord | null): Readonly<Record<string, unknown>> {
  if (!former) return {};
  const { family, scope, targetModel, voicePrompt, previewText } = former;
  const { name, language, sampleRate, responseFormat, labels } = former;
  const fields = { family, scope, targetModel, voicePrompt, previewText, name, language };
  const known = Object.entries({ ...fields, sampleRate, responseFormat, labels });
  return Object.fromEntries(known.filter(([, field]) => field !== null));
}
