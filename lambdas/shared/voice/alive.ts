import type { Status } from '../contract.ts';
import type { VoiceRecord } from './record.ts';

/** Statuses whose voice is at the provider, according to the record. */
export const aliveStatuses = [
  'DEPLOYING',
  'OK',
  'UNDEPLOYED',
  'TIMED_OUT',
  'DELETED',
] as const satisfies readonly Status[];

/** Returns whether the voice of a record is at the provider, according to the record. */
export function isAlive({ status }: VoiceRecord): boolean {
  return aliveStatuses.some((alive) => alive === status);
}
