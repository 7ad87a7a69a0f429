import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Clock } from '../clock.ts';

/** A clock that can be moved forward. The offset is stored, so that a restart does not turn time back. */
export interface AdjustableClock extends Clock {
  advance(milliseconds: number): void;
  reset(): void;
}

const factName = 'clock-offset-ms';

export function openClock(database: DatabaseSync, base: Clock): AdjustableClock {
  const write = database.prepare('INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)');
  const stored = database.prepare('SELECT value FROM facts WHERE name = ?').get(factName);
  let offset = stored === undefined ? 0 : z.object({ value: z.number() }).parse(stored).value;
  const setOffset = (value: number) => {
    offset = value;
    write.run(factName, value);
  };
  return {
    now: () => base.now() + offset,
    advance: (milliseconds) => setOffset(offset + milliseconds),
    reset: () => setOffset(0),
  };
}
