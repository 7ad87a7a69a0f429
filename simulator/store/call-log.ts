import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { actionSchema, familySchema, scopeSchema } from '../vocabulary.ts';

export const callSchema = z.object({
  /** Sequence number of the call. */
  seq: z.number(),
  /** Time of arrival in milliseconds since 1970, UTC, on the simulator's clock. */
  at: z.number(),
  scope: scopeSchema,
  /** `null` if the call was not authenticated. */
  account: z.string().nullable(),
  family: familySchema.nullable(),
  action: actionSchema.nullable(),
  /** `prefix` or `preferred_name` of a create call. */
  name: z.string().nullable(),
  /** Id of the requested or created voice. */
  voice: z.string().nullable(),
  /** Number of the connection. */
  connection: z.number(),
  /** 1 for the first call on the connection. */
  callOnConnection: z.number(),
  headers: z.record(z.string(), z.string()),
  input: z.unknown(),
  parameters: z.unknown(),
  /** `null` if the call was not answered yet, or if the process was killed before it was. */
  status: z.number().nullable(),
  code: z.string().nullable(),
  requestId: z.string(),
  /** The kinds of the effects on the call, in order. */
  effects: z.array(z.string()),
  /** Time at which the answer was sent. */
  answeredAt: z.number().nullable(),
});

/**
 * A call as the provider received and answered it. It never contains the API key.
 *
 * @example
 * const creates = (await control.calls()).filter(({ action }) => action === 'create');
 */
export type Call = z.infer<typeof callSchema>;
export type CallStart = Omit<Call, 'seq' | 'status' | 'code' | 'effects' | 'answeredAt'>;
type CallEnd = Pick<Call, 'status' | 'code' | 'effects' | 'answeredAt' | 'voice'>;

export interface CallLog {
  /** Records a call before its operation is performed. */
  begin(start: CallStart): Call;
  end(call: Call, end: CallEnd): Call;
  /** Returns the calls after a sequence number, oldest first. */
  since(seq: number, limit: number): Call[];
  clear(): void;
}

const maxCalls = 100_000;
const trimInterval = 1_000;
const rowSchema = z.object({ seq: z.number(), entry: z.string() });
const entrySchema = z.record(z.string(), z.unknown());

export function openCallLog(database: DatabaseSync): CallLog {
  const insert = database.prepare('INSERT INTO calls (entry) VALUES (?)');
  const update = database.prepare('UPDATE calls SET entry = ? WHERE seq = ?');
  const trim = database.prepare('DELETE FROM calls WHERE seq <= ?');
  const after = database.prepare('SELECT seq, entry FROM calls WHERE seq > ? ORDER BY seq LIMIT ?');
  return {
    begin: (start) => {
      const open = { ...start, status: null, code: null, effects: [], answeredAt: null };
      const seq = Number(insert.run(JSON.stringify(open)).lastInsertRowid);
      if (seq % trimInterval === 0) trim.run(seq - maxCalls);
      return { ...open, seq };
    },
    end: (call, end) => {
      const { seq, ...entry } = { ...call, ...end };
      update.run(JSON.stringify(entry), seq);
      return { ...entry, seq };
    },
    since: (seq, limit) =>
      after.all(seq, limit).map((row) => {
        const { entry, ...rest } = rowSchema.parse(row);
        return callSchema.parse({ ...entrySchema.parse(JSON.parse(entry)), ...rest });
      }),
    clear: () => database.exec('DELETE FROM calls'),
  };
}
