import * as z from 'zod';
import { auditionStatuses } from '../contract.ts';
import { type AuditionRecord, candidateSchema } from './audition-record.ts';
import { briefHashOf } from './brief.ts';
import { asOfSchema } from './changes.ts';
import { costOf, costSchema } from './cost.ts';
import { aliasNameSchema, voiceIdSchema } from './ids.ts';
import { timestamp, type VoiceRecord } from './record.ts';
import { storedRequestSchema } from './stored-request.ts';
import { candidateView } from './view.ts';
import { candidateViewSchema } from './view-schema.ts';

/** The fields of an audition that events contain too. */
const common = {
  auditionId: voiceIdSchema,
  status: z
    .enum(auditionStatuses)
    .describe(
      'OPEN: candidates are being created. READY: a candidate can be chosen. FAILED: no candidate can be. DECIDED, LAPSED, CANCELLED: the audition has ended.',
    ),
  createdBy: z
    .string()
    .describe('The owner of the key, or event:<source> for an audition that an event requested.'),
  requestKey: z.string().nullable().describe('The idempotency key of the request.'),
  createdAt: timestamp,
  updatedAt: timestamp,
  keepUntil: timestamp.describe('Without a choice until this time, the audition lapses.'),
  chosen: voiceIdSchema.nullable().describe('The chosen candidate.'),
  alias: aliasNameSchema
    .nullable()
    .describe(
      'The alias that a choice points at the chosen candidate. The last choice can have replaced it.',
    ),
  remakeOf: aliasNameSchema.nullable().describe('The alias whose remake requested the audition.'),
  briefHash: z.string().describe('SHA-256 of the brief with its defaults.'),
};
const candidateStates = z
  .array(candidateSchema)
  .readonly()
  .describe('The candidates in order, with their statuses at updatedAt.');

/** An audition as events contain it: without texts. */
export const publicAuditionSchema = z.object({
  ...common,
  ...storedRequestSchema.pick({ family: true, scope: true, targetModel: true, name: true, labels: true })
    .shape,
  candidates: candidateStates,
});
export type PublicAudition = Readonly<z.infer<typeof publicAuditionSchema>>;

const shown = {
  ...common,
  chosenBy: z
    .string()
    .nullable()
    .describe('The owner of the key that made the last choice. Null before a choice.'),
  chosenAt: timestamp.nullable().describe('When the last choice was made.'),
  brief: storedRequestSchema,
  cost: costSchema,
};

/** An audition as a list shows it. */
export const listedAuditionSchema = z.object({ ...shown, candidates: candidateStates });
/** An audition in a list, with the statuses of its candidates. */
export type ListedAuditionView = Readonly<z.infer<typeof listedAuditionSchema>>;

/** A page of auditions, newest first. */
export const auditionPageSchema = z.object({
  auditions: z.array(listedAuditionSchema).readonly(),
  cursor: z.string().nullable().describe('Requests the next page. Null at the end.'),
  asOf: asOfSchema,
});

/** An audition with the views of its candidates. */
export const auditionViewSchema = z.object({
  ...shown,
  candidates: z
    .array(candidateViewSchema)
    .readonly()
    .describe('The candidates in order. A record that is not written yet, or was removed, is missing.'),
});
/** An audition with its candidates. */
export type AuditionView = Readonly<z.infer<typeof auditionViewSchema>>;

/** Returns the audition as events contain it. */
export function publicAudition(record: AuditionRecord): PublicAudition {
  const { family, scope, targetModel, name, labels } = record.brief;
  const candidates = record.candidates;
  return { ...commonFields(record), family, scope, targetModel, name, labels, candidates };
}

/** Returns the audition as a list shows it. */
export function listedAudition(record: AuditionRecord): ListedAuditionView {
  return { ...shownFields(record), candidates: record.candidates };
}

/** Returns the audition with its candidates. @param candidates their records in order */
export function auditionView(
  record: AuditionRecord,
  candidates: readonly (VoiceRecord | null)[],
): AuditionView {
  return {
    ...shownFields(record),
    candidates: candidates.flatMap((each) => (each ? candidateView(each) : [])),
  };
}

function shownFields(record: AuditionRecord) {
  const { brief, candidates, chosenBy, chosenAt } = record;
  return { ...commonFields(record), chosenBy, chosenAt, brief, cost: costOf(brief, candidates.length) };
}

function commonFields(record: AuditionRecord) {
  const { auditionId, status, createdBy, requestKey, createdAt, updatedAt, keepUntil, chosen, alias } =
    record;
  return {
    auditionId,
    status,
    createdBy,
    requestKey,
    createdAt,
    updatedAt,
    keepUntil,
    chosen,
    alias,
    remakeOf: record.remakeOf?.alias ?? null,
    briefHash: briefHashOf(record.brief),
  };
}
