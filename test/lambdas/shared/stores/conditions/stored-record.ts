import type { Status } from '../../../../../lambdas/shared/contract.ts';
import type { VoiceRecord } from '../../../../../lambdas/shared/voice/record.ts';
import { voiceAt } from '../../../../support/voices.ts';
import { earlier, type Item, type Stores, type WriteCase } from './write-case.ts';

export const voiceId = '01K5ZJ0AAAAAAAAAAAAAAAAAAA';
export const run = 1;
export const sequence = 3;
export const past = earlier.toISOString();

/** Returns the record that a store has read. */
export function readAs(status: Status, parts: Item = {}): VoiceRecord {
  return voiceAt(status, { voiceId, run, sequence, updatedAt: past, ...parts });
}

/** Returns a stored item of the record. */
export function item(parts: Item = {}): Item {
  return {
    voiceId,
    status: 'OK',
    run,
    sequence,
    updatedAt: past,
    providerVoiceId: 'voice',
    keyId: 'key',
    ...parts,
  };
}

export const notCreated = { providerVoiceId: undefined };
export const otherRun = { run: run + 1 };
export const laterEvent = { sequence: sequence + 1 };

/** Returns the case of a write. */
export function write(
  name: string,
  accepts: Readonly<Record<string, Item | null>>,
  refuses: Readonly<Record<string, Item | null>>,
  of: (stores: Stores) => Promise<unknown>,
  refusesAfterRead: WriteCase['refusesAfterRead'] = {},
): WriteCase {
  return { name, accepts, refuses, refusesAfterRead, write: of };
}
