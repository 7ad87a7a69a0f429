import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import type { Account } from '../accounts.ts';
import type { Family } from '../vocabulary.ts';
import type { Voice } from '../voice.ts';
import { columns, toRow, toVoice } from './voice-rows.ts';

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
  /** Returns a page of visible voices, newest first. */
  list(owner: Account, family: Family, now: number, page: Page, filter?: NameFilter): Voice[];
  countVisible(owner: Account, family: Family, now: number): number;
  countLive(owner: Account, family: Family, now: number): number;
  markDeleted(id: string, at: number): void;
  changeReview(id: string, change: Pick<Voice, 'reviewEndsAt' | 'outcome'>): void;
  /** Returns every voice, oldest first, deleted ones included. */
  all(): Voice[];
  clear(): void;
}

const isOwned = 'scope = ? AND account = ? AND family = ?';
const isLive = 'deleted_at IS NULL AND (removed_at IS NULL OR removed_at > ?)';

export function openVoiceStore(database: DatabaseSync): VoiceStore {
  const insert = database.prepare(
    `INSERT INTO voices (${columns.join(', ')}) VALUES (${columns.map((column) => `:${column}`).join(', ')})`,
  );
  const byId = database.prepare('SELECT * FROM voices WHERE id = ?');
  const page = database.prepare(
    `SELECT * FROM voices WHERE ${isOwned} AND ${isLive} AND visible_at <= ?
       AND substr(name, 1, CASE ? WHEN 'exact' THEN max(length(name), length(?)) ELSE length(?) END) = ?
     ORDER BY seq DESC LIMIT ? OFFSET ?`,
  );
  const visible = database.prepare(
    `SELECT count(*) AS n FROM voices WHERE ${isOwned} AND ${isLive} AND visible_at <= ?`,
  );
  const live = database.prepare(`SELECT count(*) AS n FROM voices WHERE ${isOwned} AND ${isLive}`);
  const setDeletedAt = database.prepare('UPDATE voices SET deleted_at = ? WHERE id = ?');
  const setReview = database.prepare('UPDATE voices SET review_ends_at = ?, outcome = ? WHERE id = ?');
  const all = database.prepare('SELECT * FROM voices ORDER BY seq');

  return {
    add: (voice) => {
      insert.run(toRow(voice));
    },
    find: (id) => {
      const row = byId.get(id);
      return row === undefined ? undefined : toVoice(row);
    },
    list: (owner, family, now, { index, size }, { text, kind } = { text: '', kind: 'starts-with' }) => {
      const rows = page.all(
        owner.scope,
        owner.name,
        family,
        now,
        now,
        kind,
        text,
        text,
        text,
        size,
        index * size,
      );
      return rows.map(toVoice);
    },
    countVisible: (owner, family, now) => countOf(visible.get(owner.scope, owner.name, family, now, now)),
    countLive: (owner, family, now) => countOf(live.get(owner.scope, owner.name, family, now)),
    markDeleted: (id, at) => {
      setDeletedAt.run(at, id);
    },
    changeReview: (id, { reviewEndsAt, outcome }) => {
      setReview.run(reviewEndsAt, outcome, id);
    },
    all: () => all.all().map(toVoice),
    clear: () => database.exec('DELETE FROM voices'),
  };
}

function countOf(row: Record<string, SQLOutputValue> | undefined): number {
  return z.object({ n: z.number() }).parse(row).n;
}
