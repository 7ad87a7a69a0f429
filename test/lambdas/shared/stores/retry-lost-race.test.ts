import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { advanceAudition } from '../../../../lambdas/shared/actions/advance-audition.ts';
import { cancelAudition } from '../../../../lambdas/shared/actions/cancel-audition.ts';
import { changeAlias, changeOrCreateAlias } from '../../../../lambdas/shared/actions/change-alias.ts';
import { chooseCandidate } from '../../../../lambdas/shared/actions/choose-candidate.ts';
import { deleteVoice } from '../../../../lambdas/shared/actions/delete-voice.ts';
import { discardVoice } from '../../../../lambdas/shared/actions/discard-voice.ts';
import { DynamoAuditionStore } from '../../../../lambdas/shared/stores/auditions.ts';
import { LostRaceError } from '../../../../lambdas/shared/stores/items.ts';
import {
  again,
  maxPasses,
  RaceNotWonError,
  retryLostRace,
} from '../../../../lambdas/shared/stores/retry-lost-race.ts';
import { DynamoVoiceStore } from '../../../../lambdas/shared/stores/voices.ts';
import { filesIn } from '../../../../lib/bundling/bundle-folder.ts';
import { storedAudition } from '../../../support/auditions.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());

type Dependencies = ReturnType<StoredVoices['dependencies']>;

describe('a read that decides a write', () => {
  it('is repeated until no other writer changes the records in between', async () => {
    let passes = 0;
    const pass = async () => {
      passes += 1;
      if (passes === 1) throw new LostRaceError('lost');
      return passes === 2 ? again : passes;
    };
    expect(await retryLostRace('voice a', pass)).toBe(3);
  });

  it('ends after a limit with an error that names the item and the last lost race', async () => {
    let passes = 0;
    const lost = new LostRaceError('a condition on a did not hold');
    const error = await retryLostRace('voice a', async () => {
      passes += 1;
      throw lost;
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RaceNotWonError);
    expect(error).toMatchObject({ message: 'no write of voice a succeeded in 100 passes', cause: lost });
    expect(passes).toBe(maxPasses);
  });

  it('ends at the first other error', async () => {
    const pass = async () => {
      throw new Error('the table cannot be reached');
    };
    await expect(retryLostRace('voice a', pass)).rejects.toThrow('the table cannot be reached');
  });
});

/** Calls that read, decide and write, each with the write whose condition never holds. */
const calls: Readonly<Record<string, (own: Dependencies) => Promise<unknown>>> = {
  'the deletion of a voice': async (own) => {
    own.voices.transition = lose;
    return deleteVoice({ voiceId: await stored.put({}), owner: 'ann' }, own);
  },
  'the deletion of the voice of a remake': async (own) => {
    own.voices.transition = lose;
    return discardVoice(await stored.put({}), true, own);
  },
  'the advance of an audition': async (own) => {
    own.auditions.change = lose;
    return advanceAudition((await storedAudition(stored)).auditionId, own);
  },
  'the cancellation of an audition': async (own) => {
    own.auditions.change = lose;
    return cancelAudition((await storedAudition(stored)).auditionId, own);
  },
  'the choice of a candidate': async (own) => {
    own.auditions.change = lose;
    const { auditionId, candidates } = await storedAudition(stored, { status: 'READY' });
    const voiceId = candidates[0]?.voiceId ?? '';
    return chooseCandidate({ auditionId, voiceId, owner: 'ann' }, own);
  },
  'the change of an alias': async (own) => {
    await stored.pointAt(await stored.put({}), 'changed');
    own.aliases.write = lose;
    return changeAlias('changed', (record) => ({ ...record }), own);
  },
  'the creation of an alias': async (own) => {
    own.aliases.write = lose;
    const created = { alias: 'created', owner: 'ann', now: instant };
    return changeOrCreateAlias(created, (record) => ({ ...record }), own);
  },
};

async function lose(): Promise<never> {
  throw new LostRaceError('the condition did not hold');
}

describe('a condition that never holds', () => {
  it.each(Object.entries(calls))('ends %s with an error that names the record', async (_, call) => {
    const { client, tableName } = stored;
    const own = {
      ...stored.dependencies(),
      voices: new DynamoVoiceStore(client, tableName),
      auditions: new DynamoAuditionStore(client, tableName),
    };
    await expect(call(own)).rejects.toThrow(/^no write of (voice|audition|alias) \S+ succeeded/);
  });
});

it('only loops that draw, wait or bring a create forward have no limit', () => {
  const unlimited = filesIn('lambdas').filter((path) => {
    const text = readFileSync(path, 'utf8');
    return /for \(;;\)|while \(true\)/.test(text) && /LostRace|\bwins\(/.test(text);
  });
  expect(unlimited).toEqual([
    'lambdas/create-voice/create-voice.ts',
    'lambdas/create-voice/reserve.ts',
    'lambdas/create-voice/take-slot.ts',
    'lambdas/probe-provider/delete-probed.ts',
    'lambdas/reconcile-list/recognize-account.ts',
  ]);
});

it('only the helpers in the file of the error ignore a lost race', () => {
  /** A catch that does nothing with a lost race but to continue or to return false. */
  const swallowed =
    /catch \(error\) \{\s*(?:\/\/.*\s*)*(?:if \(!\(error instanceof LostRaceError\)\) throw error;\s*(?:\/\/.*\s*)*\}|if \(error instanceof LostRaceError\) return (?:false|null|0);\s*throw error;\s*\})/;
  const found = filesIn('lambdas').filter((path) => swallowed.test(readFileSync(path, 'utf8')));
  // The deletion at the provider spans several writes and releases its lease in the end.
  expect(found).toEqual(['lambdas/purge-voice/delete-at-provider.ts', 'lambdas/shared/stores/items.ts']);
});
