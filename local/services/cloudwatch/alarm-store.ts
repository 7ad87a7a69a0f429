import { join } from 'node:path';
import { z } from 'zod';
import { makePrivateFolder, readPrivateJson, writePrivateFile } from '../../persistence/private-files.ts';
import type { AlarmStatus } from './alarms.ts';
import type { StoredMinutes } from './metric-series.ts';

const minute = z.object({
  count: z.number(),
  sum: z.number(),
  min: z.number(),
  max: z.number(),
  values: z.array(z.number()),
});
const alarmsFile = z.object({
  alarms: z.record(
    z.string(),
    z.object({
      state: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      reason: z.string(),
      since: z.number(),
    }),
  ),
  /** The time scale by which the minutes are numbered. */
  factor: z.number(),
  metrics: z.record(z.string(), z.array(z.tuple([z.number(), minute]))),
});

export interface StoredAlarms {
  readonly alarms: Readonly<Record<string, AlarmStatus>>;
  readonly factor: number;
  readonly metrics: Readonly<Record<string, StoredMinutes>>;
}

const damagedAdvice = 'Delete it. The next start evaluates the alarms from new data';

/** The states of the alarms and the latest data points of their metrics, in one file of the state folder. */
export class AlarmStore {
  readonly #path: string;

  constructor(stateFolder: string) {
    makePrivateFolder(stateFolder);
    this.#path = join(stateFolder, 'alarms.json');
  }

  /** @throws DamagedStateError, StorageError */
  read(): StoredAlarms | undefined {
    return readPrivateJson(this.#path, alarmsFile, damagedAdvice);
  }

  /** @throws StorageError */
  write(stored: StoredAlarms): void {
    writePrivateFile(this.#path, JSON.stringify(stored));
  }
}
