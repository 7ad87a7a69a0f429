import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** One call as the provider's side saw it. The key is never part of it. */
export const callSchema = z.object({
  seq: z.number(),
  at: z.number(),
  scope: z.enum(['mainland', 'international']),
  /** `null`: not authenticated. */
  account: z.string().nullable(),
  family: z.enum(['cosyvoice', 'qwen']).nullable(),
  action: z.enum(['create', 'list', 'query', 'delete']).nullable(),
  /** `prefix` or `preferred_name` of a create. */
  name: z.string().nullable(),
  /** The voice asked for, or made. */
  voice: z.string().nullable(),
  /** Which connection carried the call, and its how-manieth call it was: 1 on a fresh connection. */
  connection: z.number(),
  callOnConnection: z.number(),
  headers: z.record(z.string(), z.string()),
  input: z.unknown(),
  parameters: z.unknown(),
  /** `null`: not decided yet, or the process was killed before it was. */
  status: z.number().nullable(),
  code: z.string().nullable(),
  requestId: z.string(),
  /** What was done to the answer: the kinds of the effects, in order. */
  effects: z.array(z.string()),
  /** When the answer was handed to the connection. */
  answeredAt: z.number().nullable(),
});

export type Call = z.infer<typeof callSchema>;
export type CallStart = Omit<Call, 'seq' | 'status' | 'code' | 'effects' | 'answeredAt'>;
type CallEnd = Pick<Call, 'status' | 'code' | 'effects' | 'answeredAt' | 'voice'>;

export interface CallLog {
  /** Writes the call down before any work is done for it. */
  begin(start: CallStart): Call;
  end(call: Call, end: CallEnd): Call;
  /** Oldest first, after a sequence number. */
  since(seq: number, limit: number): Call[];
  clear(): void;
}

const kept = 100_000;
const rowSchema = z.object({ seq: z.number(), entry: z.string() });

export function openCallLog(database: DatabaseSync): CallLog {
  const insert = database.prepare('INSERT INTO calls (entry) VALUES (?)');
  const update = database.prepare('UPDATE calls SET entry = ? WHERE seq = ?');
  const trim = database.prepare('DELETE FROM calls WHERE seq <= ?');
  const after = database.prepare('SELECT seq, entry FROM calls WHERE seq > ? ORDER BY seq LIMIT ?');
  return {
    begin: (start) => {
      const open = { ...start, status: null, code: null, effects: [], answeredAt: null };
      const seq = Number(insert.run(JSON.stringify(open)).lastInsertRowid);
      if (seq % 1_000 === 0) trim.run(seq - kept);
      return { ...open, seq };
    },
    end: (call, end) => {
      const { seq, ...entry } = { ...call, ...end };
      update.run(JSON.stringify(entry), seq);
      return { ...entry, seq };
    },
    since: (seq, limit) =>
      after.all(seq, limit).map((row) => {
        const parsed = rowSchema.parse(row);
        return callSchema.parse({
          ...z.record(z.string(), z.unknown()).parse(JSON.parse(parsed.entry)),
          seq: parsed.seq,
        });
      }),
    clear: () => database.exec('DELETE FROM calls'),
  };
}
