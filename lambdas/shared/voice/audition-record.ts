import * as z from 'zod';
import { auditionDetailTypes, auditionStatuses, statuses } from '../contract.ts';
import { aliasNameSchema, voiceIdSchema } from './ids.ts';
import { timestamp, warning } from './record.ts';
import { storedRequestSchema } from './stored-request.ts';

/** A candidate with its status at the last change of the audition. */
export const candidateSchema = z.object({ voiceId: voiceIdSchema, status: z.enum(statuses) });
export type Candidate = Readonly<z.infer<typeof candidateSchema>>;

const pendingEvent = z.object({ detailType: z.enum(auditionDetailTypes), detail: z.string() });
export type PendingAuditionEvent = z.infer<typeof pendingEvent>;

/** The change of an alias that a choice has decided on and that is not known to be finished. */
const pointing = z.object({
  /** Version of the audition that the choice has written. */
  version: z.int().positive(),
  /** Version of the alias before the choice. A later move of the alias by a caller is not undone. */
  fromVersion: z.int().nonnegative(),
  by: z.string(),
});
export type Pointing = Readonly<z.infer<typeof pointing>>;

/** The record of an audition. */
export const auditionRecord = z.object({
  auditionId: voiceIdSchema,
  status: z.enum(auditionStatuses),
  /** Rises with every change. The mark of a choice on a voice names the version that the choice writes. */
  version: z.int().positive(),
  /** Number of the last event. */
  sequence: z.int().nonnegative(),
  pendingEvents: z.record(z.string(), pendingEvent),
  brief: storedRequestSchema,
  warnings: z.array(warning),
  /** The candidates in order. Their ids are fixed before the first record is written. */
  candidates: z.array(candidateSchema).min(2),
  /** True once the record of every candidate was written. No record is written after that. */
  complete: z.boolean(),
  /** Without a choice until this time, the audition lapses. */
  keepUntil: timestamp,
  chosen: voiceIdSchema.nullable(),
  /** The owner of the key that made the last choice. Null before a choice, and in older records. */
  chosenBy: z.string().nullable().default(null),
  chosenAt: timestamp.nullable().default(null),
  /** The alias that a choice points at the chosen voice. */
  alias: aliasNameSchema.nullable().default(null),
  pointing: pointing.optional(),
  /** The alias whose remake requested the audition, with its version at that time. */
  remakeOf: z.object({ alias: aliasNameSchema, fromVersion: z.int().nonnegative() }).optional(),
  /** Number of choices that have begun. An audition has work left if it has risen since the work was checked. */
  choicesBegun: z.int().nonnegative().default(0),
  createdBy: z.string(),
  requestKey: z.string().nullable(),
  createdAt: timestamp,
  updatedAt: timestamp,
  /** When DynamoDB may delete the record. Set once the audition has ended and no candidate needs work. */
  expiresAtEpochSeconds: z.int().optional(),
});
export type AuditionRecord = Readonly<z.infer<typeof auditionRecord>>;
