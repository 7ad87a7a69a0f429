import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { Account } from '../accounts.ts';
import type { Family } from '../families.ts';
import type { ReviewOutcome, Voice } from '../voice.ts';

/** What a voice may still have changed, from outside its own life. */
interface ReviewChange {
  readonly reviewEndsAt: number | null;
  readonly outcome: ReviewOutcome;
}

interface Page {
  readonly index: number;
  readonly size: number;
}

interface NameFilter {
  readonly text: string;
  readonly kind: 'starts-with' | 'exact';
}

export interface VoiceStore {
  add(voice: Voice): void;
  find(id: string): Voice | undefined;
  /** Newest first. */
  list(owner: Account, family: Family, now: number, page: Page, filter?: NameFilter): Voice[];
  countVisible(owner: Account, family: Family, now: number): number;
  countLive(owner: Account, family: Family, now: number): number;
  markDeleted(id: string, at: number): void;
  changeReview(id: string, change: ReviewChange): void;
  /** Every voice ever made, oldest first, deleted ones included. */
  all(): Voice[];
  clear(): void;
}

const rowSchema = z
  .object({
    id: z.string(),
    scope: z.enum(['mainland', 'international']),
    account: z.string(),
    family: z.enum(['cosyvoice', 'qwen']),
    kind: z.enum(['designed', 'cloned']),
    origin: z.enum(['created', 'seeded']),
    name: z.string(),
    target_model: z.string(),
    language: z.string(),
    voice_prompt: z.string(),
    preview_text: z.string(),
    created_at: z.number(),
    review_ends_at: z.number().nullable(),
    outcome: z.enum(['OK', 'UNDEPLOYED']),
    visible_at: z.number(),
    removed_at: z.number().nullable(),
    deleted_at: z.number().nullable(),
  })
  .transform(
    (row): Voice => ({
      id: row.id,
      account: { scope: row.scope, name: row.account },
      family: row.family,
      kind: row.kind,
      origin: row.origin,
      name: row.name,
      targetModel: row.target_model,
      language: row.language,
      voicePrompt: row.voice_prompt,
      previewText: row.preview_text,
      createdAt: row.created_at,
      reviewEndsAt: row.review_ends_at,
      outcome: row.outcome,
      visibleAt: row.visible_at,
      removedAt: row.removed_at,
      deletedAt: row.deleted_at,
    }),
  );

const toVoice = (row: Record<string, SQLOutputValue>): Voice => rowSchema.parse(row);
const countOf = (row: Record<string, SQLOutputValue> | undefined) => z.object({ n: z.number() }).parse(row).n;

const owned = 'scope = ? AND account = ? AND family = ?';
const live = 'deleted_at IS NULL AND (removed_at IS NULL OR removed_at > ?)';

export function openVoiceStore(database: DatabaseSync): VoiceStore {
  const insert = database.prepare(
    `INSERT INTO voices (id, scope, account, family, kind, origin, name, target_model, language, voice_prompt, preview_text,
      created_at, review_ends_at, outcome, visible_at, removed_at, deleted_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = database.prepare('SELECT * FROM voices WHERE id = ?');
  const page = database.prepare(
    `SELECT * FROM voices WHERE ${owned} AND ${live} AND visible_at <= ?
       AND substr(name, 1, CASE ? WHEN 'exact' THEN max(length(name), length(?)) ELSE length(?) END) = ?
     ORDER BY seq DESC LIMIT ? OFFSET ?`,
  );
  const visible = database.prepare(
    `SELECT count(*) AS n FROM voices WHERE ${owned} AND ${live} AND visible_at <= ?`,
  );
  const alive = database.prepare(`SELECT count(*) AS n FROM voices WHERE ${owned} AND ${live}`);
  const remove = database.prepare('UPDATE voices SET deleted_at = ? WHERE id = ?');
  const review = database.prepare('UPDATE voices SET review_ends_at = ?, outcome = ? WHERE id = ?');
  const everything = database.prepare('SELECT * FROM voices ORDER BY seq');

  return {
    add: (voice) => {
      insert.run(
        voice.id,
        voice.account.scope,
        voice.account.name,
        voice.family,
        voice.kind,
        voice.origin,
        voice.name,
        voice.targetModel,
        voice.language,
        voice.voicePrompt,
        voice.previewText,
        voice.createdAt,
        voice.reviewEndsAt,
        voice.outcome,
        voice.visibleAt,
        voice.removedAt,
        voice.deletedAt,
      );
    },
    find: (id) => {
      const row = byId.get(id);
      return row === undefined ? undefined : toVoice(row);
    },
    list: (owner, family, now, { index, size }, filter) => {
      const text = filter?.text ?? '';
      const kind = filter?.kind ?? 'starts-with';
      const rows = page.all(
        ...[owner.scope, owner.name, family, now, now],
        ...[kind, text, text, text],
        ...[size, index * size],
      );
      return rows.map(toVoice);
    },
    countVisible: (owner, family, now) => countOf(visible.get(owner.scope, owner.name, family, now, now)),
    countLive: (owner, family, now) => countOf(alive.get(owner.scope, owner.name, family, now)),
    markDeleted: (id, at) => {
      remove.run(at, id);
    },
    changeReview: (id, change) => {
      review.run(change.reviewEndsAt, change.outcome, id);
    },
    all: () => everything.all().map(toVoice),
    clear: () => database.exec('DELETE FROM voices'),
  };
}
