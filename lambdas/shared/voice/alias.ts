import * as z from 'zod';
import { aliasDetailTypes, statuses } from '../contract.ts';
import { asOfSchema } from './changes.ts';
import { aliasNameSchema, voiceIdSchema } from './ids.ts';
import { timestamp, warning } from './record.ts';
import { storedRequestSchema } from './stored-request.ts';
import { publicViewSchema } from './view-schema.ts';

/** Number of moves that an alias remembers. */
const historyLength = 20;

/** Value of `managedBy` for an alias that `voice apply` created. */
export const managers = ['apply'] as const;

const useSchema = publicViewSchema.shape.use.unwrap();

/** The voice that an alias points at, with a copy of the fields that callers of the alias need. */
const target = z.object({
  voiceId: voiceIdSchema,
  /** Id of the move whose hold keeps the voice. */
  moveId: z.string(),
  use: useSchema,
  /** Last known status of the voice. */
  status: z.enum(statuses),
  briefHash: z.string().nullable(),
  /** The choice in an audition that pointed the alias at the voice. A later choice of the same audition replaces it. */
  choice: z.object({ auditionId: voiceIdSchema, version: z.int().positive() }).optional(),
});
export type AliasTarget = z.infer<typeof target>;

/** The audition of a remake. Its ids are fixed before its records exist. */
const pendingAudition = z.object({
  auditionId: voiceIdSchema,
  voiceIds: z.array(voiceIdSchema).min(2),
  keepUntil: timestamp,
});

/** The parts of every remake that has not ended. */
const commonRemake = z.object({
  id: z.string(),
  briefHash: z.string(),
  /** The alias moves only from this version. */
  fromVersion: z.int().nonnegative(),
  /** The request of the new voices. Recovery writes the records if the caller's function could not. */
  request: storedRequestSchema,
  warnings: z.array(warning),
  owner: z.string(),
  requestKey: z.string().nullable(),
  /** Manager of the alias if the remake creates it. */
  managedBy: z.enum(managers).nullable(),
  at: timestamp,
});

/** A remake that has not ended: of one voice, whose id is fixed before its record exists, or of several candidates. */
const pendingRemake = z.union([
  commonRemake.extend({ voiceId: voiceIdSchema, audition: z.null().default(null) }),
  commonRemake.extend({ voiceId: z.null(), audition: pendingAudition }),
]);
export type PendingRemake = z.infer<typeof pendingRemake>;

const historyEntry = z.object({
  version: z.int().positive(),
  /** Null for the deletion of the alias. */
  voiceId: voiceIdSchema.nullable(),
  moveId: z.string(),
  at: timestamp,
  by: z.string(),
});

/**
 * An alias as it is stored. Each change replaces the whole record under the condition that its revision is unchanged.
 *
 * A hold of the alias is in use exactly while its move is in `moving` or is that of the target. A move enters `moving` once
 * and before its hold is written, so a hold that is not in use never becomes so again, and every writer may release it.
 */
export const aliasRecord = z.object({
  alias: aliasNameSchema,
  revision: z.int().nonnegative(),
  /** Number of moves and deletions so far. A deleted alias keeps it, so no version occurs twice. */
  version: z.int().nonnegative(),
  /** Null before the first move and after the deletion. */
  target: target.nullable(),
  previous: z.object({ voiceId: voiceIdSchema, keptUntil: timestamp.nullable() }).nullable(),
  /** Newest first. */
  history: z.array(historyEntry),
  /** The creator of the alias. Null for a person or another program, and after the deletion. */
  managedBy: z.enum(managers).nullable(),
  /** Moves by their id that may have written a hold and are not finished. */
  moving: z.record(z.string(), z.object({ voiceId: voiceIdSchema, at: timestamp })),
  /** Holds to release, by the id of their move. */
  releasing: z.record(
    z.string(),
    z.object({
      voiceId: voiceIdSchema,
      /** When the voice is to be deleted if nothing else points at it. Null to keep it. */
      retireAt: timestamp.nullable(),
    }),
  ),
  /** Voices of failed remakes that are to be deleted. */
  discarding: z.array(voiceIdSchema),
  /** Auditions of failed remakes that are to be cancelled. */
  cancelling: z.array(voiceIdSchema).default([]),
  pending: pendingRemake.nullable(),
  /** The last remakes that were requested with an idempotency key. */
  keyedRemakes: z.array(
    z.object({
      key: z.string(),
      voiceId: voiceIdSchema.nullable(),
      auditionId: voiceIdSchema.nullable().default(null),
    }),
  ),
  /** Number of the last event. */
  sequence: z.int().nonnegative(),
  pendingEvents: z.record(z.string(), z.object({ detailType: z.enum(aliasDetailTypes), detail: z.string() })),
  createdAt: timestamp,
  updatedAt: timestamp,
  updatedBy: z.string(),
});
export type AliasRecord = z.infer<typeof aliasRecord>;

/** An alias as a list shows it. */
export const listedAliasSchema = z.object({
  alias: aliasNameSchema,
  version: z.int().positive().describe('Number of moves so far. Also the ETag of the alias.'),
  voiceId: voiceIdSchema,
  status: z.enum(statuses).describe('The last known status of the voice.'),
  use: useSchema.describe('Parameters of a synthesis call.'),
  briefHash: z
    .string()
    .nullable()
    .describe(
      'SHA-256 of the brief of the voice with its defaults. Null for an imported voice without texts.',
    ),
  managedBy: z
    .enum(managers)
    .nullable()
    .describe('apply if `voice apply` created the alias. Later moves and remakes do not change it.'),
  previous: z
    .object({
      voiceId: voiceIdSchema,
      keptUntil: timestamp
        .nullable()
        .describe('When the voice is deleted unless an alias points at it. Null if it is kept.'),
    })
    .nullable(),
  pending: z
    .object({
      voiceId: voiceIdSchema.nullable().describe('The new voice. Null for an audition.'),
      auditionId: voiceIdSchema.nullable().describe('The audition of the remake. Null for a single voice.'),
      briefHash: z.string(),
      requestedAt: timestamp,
    })
    .nullable()
    .describe(
      'The remake in progress. The alias moves to its voice once the voice is OK, or to the candidate that is chosen.',
    ),
  createdAt: timestamp,
  updatedAt: timestamp.describe('When the alias, the status of its voice or its remake last changed.'),
  updatedBy: z.string().describe('The owner of the key of the last move.'),
});
/** An alias as a list shows it. */
export type ListedAlias = Readonly<z.infer<typeof listedAliasSchema>>;

export const aliasViewSchema = listedAliasSchema.extend({
  history: z
    .array(historyEntry.omit({ moveId: true }))
    .readonly()
    .describe('The last 20 moves, newest first. A voiceId of null is a deletion.'),
});
/** An alias as the API shows it. */
export type AliasView = Readonly<z.infer<typeof aliasViewSchema>>;

/** The answer to the deletion of an alias. */
export const deletedAliasSchema = z.object({
  alias: aliasNameSchema,
  version: z.int().nonnegative().describe('The version of the deletion.'),
});

/** The name and version of a deleted alias. */
export type DeletedAlias = Readonly<z.infer<typeof deletedAliasSchema>>;

/** A page of aliases, in alphabetical order. */
export const aliasPageSchema = z.object({
  aliases: z.array(listedAliasSchema).readonly(),
  deleted: z
    .array(deletedAliasSchema)
    .readonly()
    .describe('Aliases that were deleted since changedSince. Empty in a list of all aliases.'),
  cursor: z.string().nullable().describe('Requests the next page. Null at the end.'),
  asOf: asOfSchema,
});

/** Returns an alias that has not moved yet. */
export function newAlias(alias: string, owner: string, now: Date): AliasRecord {
  const time = now.toISOString();
  return {
    alias,
    revision: 0,
    version: 0,
    target: null,
    previous: null,
    history: [],
    managedBy: null,
    moving: {},
    releasing: {},
    discarding: [],
    cancelling: [],
    pending: null,
    keyedRemakes: [],
    sequence: 0,
    pendingEvents: {},
    createdAt: time,
    updatedAt: time,
    updatedBy: owner,
  };
}

/** Returns the history with a further move. */
export function withMove(
  history: AliasRecord['history'],
  move: AliasRecord['history'][number],
): AliasRecord['history'] {
  return [move, ...history].slice(0, historyLength);
}

/** True while a part of a change is not finished. Recovery finishes it. */
export function hasWork(record: AliasRecord): boolean {
  const { moving, releasing, discarding, cancelling, pending, pendingEvents } = record;
  return (
    [moving, releasing, pendingEvents].some((map) => Object.keys(map).length > 0) ||
    discarding.length + cancelling.length > 0 ||
    pending !== null
  );
}

/** An alias that points at a voice. */
export type LiveAlias = AliasRecord & { readonly target: AliasTarget };

export function isLive(record: AliasRecord | null): record is LiveAlias {
  return record !== null && record.target !== null;
}

/** Returns the view of an alias without its history. */
export function listedAlias({ target, pending, ...record }: LiveAlias): ListedAlias {
  return {
    alias: record.alias,
    version: record.version,
    voiceId: target.voiceId,
    status: target.status,
    use: target.use,
    briefHash: target.briefHash,
    managedBy: record.managedBy,
    previous: record.previous,
    pending: pending && {
      voiceId: pending.voiceId,
      auditionId: pending.audition?.auditionId ?? null,
      briefHash: pending.briefHash,
      requestedAt: pending.at,
    },
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    updatedBy: record.updatedBy,
  };
}

/** Returns whether an alias pointed at a voice and was deleted. */
export function isDeleted({ target, version }: AliasRecord): boolean {
  return target === null && version > 0;
}

/** Returns the view of an alias. */
export function aliasView(record: LiveAlias): AliasView {
  return { ...listedAlias(record), history: record.history.map(({ moveId: _, ...move }) => move) };
}
