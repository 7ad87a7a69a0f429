import * as z from 'zod';
import { deletionCauses, detailTypes, reasonCodes, type Status, statuses } from '../contract.ts';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';
import { previewAnalysis } from './preview-analysis.ts';

/** ISO 8601 in UTC, as `Date.prototype.toISOString` and Step Functions' `$$.State.EnteredTime` write it. */
export const timestamp = z.iso.datetime();

// Fields of one kind share a schema, because creating schemas takes most of the time of loading this module.
const text = z.string();
const optionalText = text.optional();
const nullableText = text.nullable();
const textOrNull = nullableText.default(null);
const optionalTime = timestamp.optional();
const nullableTime = timestamp.nullable();
const timeOrNull = nullableTime.default(null);
const optionalTexts = z.array(text).optional();
const int = z.int();
const optionalInt = int.optional();
const count = int.nonnegative();
const status = z.enum(statuses);

export const reason = z.object({
  code: z.enum(reasonCodes),
  /** The provider's error code, if it returned one. */
  providerCode: optionalText,
  /** For people. Never part of an event or an execution. */
  message: optionalText,
});
export type Reason = z.infer<typeof reason>;

export const warning = z.object({ code: text, message: text });
export type Warning = z.infer<typeof warning>;

/**
 * One attempt to create the voice under one provider-side name.
 *
 * - `RESERVED`: the name is reserved. Nothing was sent, or the provider certainly did nothing.
 * - `IN_FLIGHT`: claimed by one invocation. Only that invocation may send it.
 * - `MADE`, `REFUSED`: the outcome that the provider answered.
 * - `UNKNOWN`: sent, and the outcome is not known.
 * - `ABSENT`: sent, and proved to have made no voice.
 */
const attempt = z.object({
  name: text,
  state: z.enum(['RESERVED', 'IN_FLIGHT', 'MADE', 'REFUSED', 'UNKNOWN', 'ABSENT']),
  claimId: optionalText,
  claimedAt: optionalTime,
  /** Id (a hash) of the provider key of the claim. Attempts of older versions have none. */
  keyId: optionalText,
  /** Host and port that the claim's request goes to. */
  host: optionalText,
  /** Seconds that the provider may work on a request to that host. */
  providerSeconds: z.number().positive().optional(),
  /** Start of the slot in the provider account's rate that a reserved attempt waits for. The claim removes it. */
  slotAt: optionalTime,
  /** Number of sends that certainly did nothing: throttled, or the provider was not reached. */
  releases: count.default(0),
  requestId: optionalText,
  usageCount: optionalInt,
  /** Times of clean scans with a control, after the horizon, that did not list a voice of this name. */
  absences: z.array(timestamp).optional(),
  /** True if the voice was found by its name instead of in the answer. Its preview is lost, since only the answer has it. */
  adopted: z.boolean().optional(),
  /** Further voices that this attempt made. Reconciliation removes them. */
  extraVoiceIds: optionalTexts,
});
export type Attempt = z.infer<typeof attempt>;

const missingPreviews = ['pending', 'lost', 'invalid', 'deleted', 'none'] as const;
export type MissingPreview = (typeof missingPreviews)[number];

const analysis = previewAnalysis
  .nullable()
  .describe('Null if the format cannot be decoded, which is so for mp3 and opus, or for an older preview.');
/** The fields of a preview with audio. */
export const audioFields = {
  mediaType: text,
  sampleRate: int,
  bytes: int,
  /** Seconds. Null if the format does not contain it. */
  durationSeconds: z.number().nullable(),
  language: nullableText,
  analysis,
};
export const absentPreview = z.object({
  missing: z
    .enum(missingPreviews)
    .describe(
      'The reason why there is no preview. pending: it arrives with the voice. lost: the answer that contains it did ' +
        'not arrive, and the provider sends it only once. invalid: it was not audio. deleted: it was purged with the ' +
        'voice. none: no voice was made, or not by this deployment.',
    ),
});

/** The preview in the record. Records of older versions have no analysis. */
const storedPreview = z.union([
  z.object({ ...audioFields, analysis: analysis.default(null) }),
  absentPreview,
]);
export type Preview = z.infer<typeof storedPreview>;

/** An event that was written with its transition, and whose publication is not confirmed yet. */
const pendingEvent = z.object({ detailType: z.enum(detailTypes), detail: text });
export type PendingEvent = z.infer<typeof pendingEvent>;

/** The fields of every record. Spreading them takes less time than `extend`, which merges schemas. */
const base = {
  voiceId: z.ulid(),
  /** The execution that owns the record: 0 for `<voiceId>`, n for `<voiceId>-r<n>`. */
  run: count,
  /** Number of the last event. */
  sequence: count,
  pendingEvents: z.record(text, pendingEvent),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  targetModel: text,
  name: nullableText,
  /** Null for an imported voice without a prompt, and after the purge. */
  voicePrompt: textOrNull,
  previewText: textOrNull,
  language: nullableText,
  /** Null for an imported voice. */
  sampleRate: int.nullable(),
  responseFormat: nullableText,
  labels: z.record(text, text),
  origin: z.enum(['requested', 'imported']),
  createdBy: text,
  requestKey: nullableText,
  /** The alias that a remake will move to this voice. */
  remakeOf: optionalText,
  /** The audition whose candidate the voice is. */
  auditionId: optionalText,
  /**
   * The choice that keeps the voice. No audition deletes it. `version` is the version of the audition that the choice
   * writes. A mark with a version that the audition has passed without choosing the voice is stale.
   */
  keptBy: z.object({ auditionId: text, version: int.positive() }).optional(),
  /** Seven characters that only this voice's provider-side names contain. */
  nameToken: optionalText,
  /** Id (a hash) of the last provider key that created, imported or listed the voice. Absent before that, and in older records. */
  keyId: optionalText,
  /** The attempts by their number, which starts at "1". */
  attempts: z.record(text, attempt),
  polls: count,
  warnings: z.array(warning),
  preview: storedPreview,
  previewKey: optionalText,
  /** Shown by the HTTP API only. */
  previewWaveform: optionalText,
  createdAt: timestamp,
  /** The UTC month of `createdAt`. Lists are read by month. */
  createdMonth: text,
  updatedAt: timestamp,
  reviewStartedAt: nullableTime,
  reviewedAt: nullableTime,
  /**
   * Deletion requested while the voice is being created, or while its outcome is unknown. The workflow or reconciliation
   * carries it out once the voice exists.
   */
  deleteRequested: z.object({ at: timestamp, by: text, purgeAt: timestamp }).optional(),
  deletedAt: timeOrNull,
  /** When a purge may remove the voice permanently. */
  purgeAt: timeOrNull,
  statusBeforeDelete: status.optional(),
  /**
   * Set by a deletion that no caller requested. A restored voice keeps it, so that its audition does not delete it again.
   * A choice removes it.
   */
  deletedBecause: z.enum(deletionCauses).optional(),
  /** The purge of an expired voice keeps it. A voice that is listed again is then not deleted. */
  statusBeforeExpiry: status.optional(),
  /** The purge that has claimed the voice. No other purge may claim it before `until`. It is never released. */
  purgeClaim: z
    .object({
      id: text,
      until: timestamp,
      /** Voices of the record that a purge has found deleted at the provider. */
      gone: optionalTexts,
    })
    .optional(),
  /**
   * Holds of aliases, each `<alias>/<id of the move>`. While there is one, the voice is neither deleted nor purged. A crash
   * can leave a hold whose alias is elsewhere, and never takes one away.
   */
  holds: z.set(text).optional(),
  /** When the voice, from which a remake has moved the last alias, is to be deleted. Removed by a hold. */
  retireAt: optionalTime,
  /** SHA-256 of the brief with its defaults. Absent in older records and for imported voices. */
  briefHash: optionalText,
  /** When a clean scan first did not list the voice. Removed once it is listed again. */
  missingSince: optionalTime,
  /** When DynamoDB may delete the record. */
  expiresAtEpochSeconds: optionalInt,
};

/** The fields that a create sends. */
const requested = {
  voicePrompt: text,
  previewText: text,
  sampleRate: int,
  responseFormat: text,
};
const uncreated = { providerVoiceId: z.undefined().optional() };
const made = { providerVoiceId: text };
const optionalReason = { reason: reason.optional() };
const requiredReason = { reason };

/** The record of a voice, with the fields of each status. */
export const voiceRecord = z.discriminatedUnion('status', [
  z.object({ ...base, status: z.literal('REQUESTED'), ...requested, ...uncreated, ...optionalReason }),
  z.object({
    ...base,
    status: z.literal('CREATING'),
    ...requested,
    providerVoiceId: optionalText,
    ...optionalReason,
  }),
  z.object({
    ...base,
    status: z.literal('DEPLOYING'),
    ...made,
    ...optionalReason,
    reviewStartedAt: timestamp,
  }),
  z.object({ ...base, status: z.literal('OK'), ...made, ...optionalReason }),
  z.object({ ...base, status: z.literal('UNDEPLOYED'), ...made, ...requiredReason }),
  // A voice that is found later is recorded here too. An operator can find it, and reconciliation can adopt it.
  z.object({ ...base, status: z.literal('FAILED'), providerVoiceId: optionalText, ...requiredReason }),
  z.object({ ...base, status: z.literal('TIMED_OUT'), ...made, ...requiredReason }),
  // Without a provider voice if the deletion came before the create.
  z.object({
    ...base,
    status: z.literal('DELETED'),
    providerVoiceId: optionalText,
    ...optionalReason,
    deletedAt: timestamp,
    purgeAt: timestamp,
    statusBeforeDelete: status,
  }),
  z.object({ ...base, status: z.literal('PURGED'), providerVoiceId: optionalText, ...optionalReason }),
  z.object({ ...base, status: z.literal('EXPIRED'), ...made, ...optionalReason, purgeAt: timestamp }),
]);
export type VoiceRecord = z.infer<typeof voiceRecord>;
/** A voice that the provider has not made yet. */
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

/** Returns the attempt with the highest number, and its number. Null before the first attempt. */
export function latestAttempt(record: VoiceRecord): { number: number; attempt: Attempt } | null {
  const numbers = Object.keys(record.attempts).map(Number);
  if (numbers.length === 0) return null;
  const number = Math.max(...numbers);
  const found = record.attempts[String(number)];
  return found ? { number, attempt: found } : null;
}
