import { z } from 'zod';
import { detailTypes, reasonCodes, type Status, statuses } from '../contract.ts';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';

/** ISO 8601 in UTC, as `Date.prototype.toISOString` and Step Functions' `$$.State.EnteredTime` write it. */
export const timestamp = z.iso.datetime();

export const reason = z.object({
  code: z.enum(reasonCodes),
  /** The provider's own error code, where it gave one. */
  providerCode: z.string().optional(),
  /** For people; never in an event or an execution. */
  message: z.string().optional(),
});
export type Reason = z.infer<typeof reason>;

export const warning = z.object({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof warning>;

/**
 * One try at creating the voice under one provider-side name.
 *
 * - `RESERVED`: the name is ours, nothing has been sent, or what was sent was certainly not done;
 * - `IN_FLIGHT`: claimed by one invocation, which alone may send;
 * - `MADE`, `REFUSED`: the provider's word; `UNKNOWN`: sent, and nobody knows;
 * - `ABSENT`: sent, and proved not to have made a voice.
 */
const attempt = z.object({
  name: z.string(),
  state: z.enum(['RESERVED', 'IN_FLIGHT', 'MADE', 'REFUSED', 'UNKNOWN', 'ABSENT']),
  claimId: z.string().optional(),
  claimedAt: timestamp.optional(),
  /** The provider key of the claim, by the hash that names it; absent from attempts that were claimed before it was kept. */
  keyId: z.string().optional(),
  /** Host and port that the claim's request goes to. */
  host: z.string().optional(),
  /** Seconds that the provider may work on a request to that host. */
  providerSeconds: z.number().positive().optional(),
  /** How often the name was sent and certainly not made (throttled, not reached). */
  releases: z.int().nonnegative().default(0),
  requestId: z.string().optional(),
  usageCount: z.int().optional(),
  /** When clean scans, with a control and after the horizon, have not shown a voice of this name. */
  absences: z.array(timestamp).optional(),
  /** Found at the provider by its name, not told by its answer: the preview, given once, is lost. */
  adopted: z.boolean().optional(),
  /** Voices of this attempt besides the record's own; removed by reconciliation. */
  extraVoiceIds: z.array(z.string()).optional(),
});
export type Attempt = z.infer<typeof attempt>;

const missingPreviews = ['pending', 'lost', 'invalid', 'deleted', 'none'] as const;
export type MissingPreview = (typeof missingPreviews)[number];

export const preview = z.union([
  z.object({
    mediaType: z.string(),
    sampleRate: z.int(),
    bytes: z.int(),
    /** Seconds; null where the format does not tell. */
    durationSeconds: z.number().nullable(),
    language: z.string().nullable(),
  }),
  z.object({
    missing: z
      .enum(missingPreviews)
      .describe(
        'Why there is none: pending, it comes with the voice; lost, the provider gives it once and the answer did not ' +
          'arrive; invalid, it was not audio; deleted, with the voice when it was purged; none, no voice was made, or ' +
          'not by this deployment.',
      ),
  }),
]);
export type Preview = z.infer<typeof preview>;

/** An event that was written with its transition and is not yet known to be published. */
const pendingEvent = z.object({ detailType: z.enum(detailTypes), detail: z.string() });
export type PendingEvent = z.infer<typeof pendingEvent>;

const base = z.object({
  voiceId: z.ulid(),
  /** Which execution owns the record: 0 for `<voiceId>`, n for `<voiceId>-r<n>`. */
  run: z.int().nonnegative(),
  /** Number of the last event. */
  sequence: z.int().nonnegative(),
  pendingEvents: z.record(z.string(), pendingEvent),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  targetModel: z.string(),
  name: z.string().nullable(),
  /** Null where an imported voice's provider does not tell, and once purged. */
  voicePrompt: z.string().nullable().default(null),
  previewText: z.string().nullable().default(null),
  language: z.string().nullable(),
  /** Null for an imported voice. */
  sampleRate: z.int().nullable(),
  responseFormat: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  origin: z.enum(['requested', 'imported']),
  createdBy: z.string(),
  requestKey: z.string().nullable(),
  /** Seven characters that are this voice's alone in the deployment's provider-side names. */
  nameToken: z.string().optional(),
  /** The last provider key that made, imported or listed the voice, by its hash; absent until then, and from older records. */
  keyId: z.string().optional(),
  /** By number, from "1". */
  attempts: z.record(z.string(), attempt),
  polls: z.int().nonnegative(),
  warnings: z.array(warning),
  preview,
  previewKey: z.string().optional(),
  createdAt: timestamp,
  /** The UTC month of `createdAt`, by which lists are read. */
  createdMonth: z.string(),
  updatedAt: timestamp,
  reviewStartedAt: timestamp.nullable(),
  reviewedAt: timestamp.nullable(),
  /** Deletion asked for while the voice is being created; the workflow carries it out. */
  deleteRequested: z.object({ at: timestamp, by: z.string(), purgeAt: timestamp }).optional(),
  deletedAt: timestamp.nullable().default(null),
  /** From when on a purge may remove the voice for good. */
  purgeAt: timestamp.nullable().default(null),
  statusBeforeDelete: z.enum(statuses).optional(),
  /** Stays when an expired voice is purged; what is listed again after all is not deleted then. */
  statusBeforeExpiry: z.enum(statuses).optional(),
  /** Who is purging the voice, and until when nobody else may; never released. */
  purgeClaim: z
    .object({
      id: z.string(),
      until: timestamp,
      /** Voices of the record that a purge has found to be gone from the provider. */
      gone: z.array(z.string()).optional(),
    })
    .optional(),
  /** When a clean scan first did not see the voice; gone once it is seen again. */
  missingSince: timestamp.optional(),
  /** When DynamoDB may forget the record; housekeeping only. */
  expiresAtEpochSeconds: z.int().optional(),
});

/** What a create needs to know. */
const asked = {
  voicePrompt: z.string(),
  previewText: z.string(),
  sampleRate: z.int(),
  responseFormat: z.string(),
};
const unmade = { providerVoiceId: z.undefined().optional() };
const made = { providerVoiceId: z.string() };
const whyOptional = { reason: reason.optional() };
const why = { reason };

/** The record of a voice as a union of its stages: what cannot exist yet cannot be written down. */
export const voiceRecord = z.discriminatedUnion('status', [
  base.extend({ status: z.literal('REQUESTED'), ...asked, ...unmade, ...whyOptional }),
  base.extend({
    status: z.literal('CREATING'),
    ...asked,
    providerVoiceId: z.string().optional(),
    ...whyOptional,
  }),
  base.extend({ status: z.literal('DEPLOYING'), ...made, ...whyOptional, reviewStartedAt: timestamp }),
  base.extend({ status: z.literal('OK'), ...made, ...whyOptional }),
  base.extend({ status: z.literal('UNDEPLOYED'), ...made, ...why }),
  // A voice that turns out to exist after all is recorded here too: an operator can find it, reconciliation can adopt it.
  base.extend({ status: z.literal('FAILED'), providerVoiceId: z.string().optional(), ...why }),
  base.extend({ status: z.literal('TIMED_OUT'), ...made, ...why }),
  // Without a provider voice where deletion came before the create.
  base.extend({
    status: z.literal('DELETED'),
    providerVoiceId: z.string().optional(),
    ...whyOptional,
    deletedAt: timestamp,
    purgeAt: timestamp,
    statusBeforeDelete: z.enum(statuses),
  }),
  base.extend({ status: z.literal('PURGED'), providerVoiceId: z.string().optional(), ...whyOptional }),
  base.extend({ status: z.literal('EXPIRED'), ...made, ...whyOptional, purgeAt: timestamp }),
]);
export type VoiceRecord = z.infer<typeof voiceRecord>;
/** A record's voice that is yet to be made. */
export type UncreatedVoice = VoiceAt<'REQUESTED'> | VoiceAt<'CREATING'>;
export type VoiceAt<S extends Status> = Extract<VoiceRecord, { status: S }>;

/** The fields that begin with the same values in every new record. */
export function initialFields(now: Date) {
  const time = now.toISOString();
  return {
    run: 0,
    sequence: 0,
    pendingEvents: {},
    attempts: {},
    polls: 0,
    createdAt: time,
    createdMonth: monthOf(now),
    updatedAt: time,
    reviewStartedAt: null,
    reviewedAt: null,
    deletedAt: null,
    purgeAt: null,
  };
}

/** The month by which a record is listed. */
export function monthOf(time: Date): string {
  return time.toISOString().slice(0, 7);
}

/** The attempt of the highest number, with its number; null before the first. */
export function latestAttempt(record: VoiceRecord): { number: number; attempt: Attempt } | null {
  const numbers = Object.keys(record.attempts).map(Number);
  if (numbers.length === 0) return null;
  const number = Math.max(...numbers);
  const found = record.attempts[String(number)];
  return found ? { number, attempt: found } : null;
}
