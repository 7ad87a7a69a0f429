import { describe, expect, it } from '@jest/globals';
import { type AliasResult, type ApplyProgress, applyFile } from '../../../cli/apply/apply-file.ts';
import type { CheckedAlias } from '../../../cli/apply/check-briefs.ts';
import fc from '../../support/fast-check.ts';
import { KilledError, SimulatedAliases, written } from './simulated-aliases.ts';

const hour = 3_600_000;

interface Options {
  readonly prune?: boolean;
  readonly timeoutMs?: number;
  readonly beforeCall?: () => void;
}

/** Runs an apply, and returns its results and progress. */
async function apply(
  aliases: SimulatedAliases,
  desired: readonly CheckedAlias[],
  { prune = false, timeoutMs = hour, beforeCall }: Options = {},
) {
  const progress: ApplyProgress[] = [];
  const results = await applyFile(desired, aliases.calls(beforeCall), {
    prune,
    timeoutMs,
    onProgress: (each) => progress.push(each),
  });
  return { results, progress };
}
const outcomes = (results: readonly AliasResult[]) =>
  Object.fromEntries(results.map(({ alias, outcome }) => [alias, outcome]));

describe('voice apply', () => {
  it('creates, then leaves alone, then remakes what has changed', async () => {
    const aliases = new SimulatedAliases();
    const first = [written('a', 'x'), written('b', 'y')];
    expect(outcomes((await apply(aliases, first)).results)).toEqual({ a: 'done', b: 'done' });
    expect(aliases.made).toHaveLength(2);
    await apply(aliases, first);
    expect(aliases.made).toHaveLength(2);
    await apply(aliases, [written('a', 'x'), written('b', 'z')]);
    expect(aliases.made.map(({ briefHash }) => briefHash)).toEqual(['x', 'y', 'z']);
    // The former voice is not reused.
    await apply(aliases, first);
    expect(aliases.made.map(({ briefHash }) => briefHash)).toEqual(['x', 'y', 'z', 'y']);
  });

  it('prunes an alias that an apply created and the file no longer has', async () => {
    const aliases = new SimulatedAliases();
    for (const alias of ['other', 'remade']) aliases.set(alias, 'z');
    await apply(aliases, [written('a', 'x'), written('b', 'y'), written('remade', 'x')]);
    await apply(aliases, [written('a', 'x')], { prune: true });
    expect(aliases.list().map(({ alias }) => alias)).toEqual(['other', 'remade', 'a']);
  });

  it('reports a rejected voice, keeps the alias, and finishes the others', async () => {
    const aliases = new SimulatedAliases();
    aliases.set('b', 'old');
    aliases.rejected.add('bad');
    const { results } = await apply(aliases, [written('a', 'x'), written('b', 'bad')]);
    expect(results).toEqual([
      { alias: 'a', outcome: 'done', message: null },
      {
        alias: 'b',
        outcome: 'failed',
        message: expect.stringMatching(/^The voice voice-\d ended UNDEPLOYED \(review_rejected\)\.$/),
      },
    ]);
    expect(aliases.list()).toMatchObject([{ alias: 'b', briefHash: 'old' }, { alias: 'a' }]);
  });

  it('waits while another remake is in progress, and then makes its voice', async () => {
    const aliases = new SimulatedAliases();
    await aliases.calls().remake(written('a', 'theirs'), 0);
    const { results } = await apply(aliases, [written('a', 'ours')]);
    expect(outcomes(results)).toEqual({ a: 'done' });
    expect(aliases.list()).toMatchObject([{ alias: 'a', briefHash: 'ours' }]);
  });

  it('requests candidates once, ends while a choice is awaited, and leaves the chosen voice alone', async () => {
    const aliases = new SimulatedAliases();
    aliases.set('b', 'old');
    const file = [written('a', 'x', 3), written('b', 'y', 2), written('c', 'z')];
    const waiting = { a: 'waiting', b: 'waiting', c: 'done' };
    for (const _ of ['first', 'again']) {
      const { results } = await apply(aliases, file);
      expect(outcomes(results)).toEqual(waiting);
      expect(results[0]?.message).toContain(`voice audition choose ${aliases.auditions()[1]?.auditionId}`);
      expect(aliases.made).toHaveLength(4);
    }
    aliases.choose('a');
    expect(outcomes((await apply(aliases, file)).results)).toEqual({ ...waiting, a: 'done' });
    aliases.choose('b');
    expect(outcomes((await apply(aliases, file)).results)).toEqual({ a: 'done', b: 'done', c: 'done' });
    expect(aliases.made).toHaveLength(4);
  });

  it('works in waves while the account has free places, and continues when it is repeated', async () => {
    const aliases = new SimulatedAliases();
    aliases.places = 3;
    const desired = Array.from({ length: 5 }, (_, n) => written(`a${n}`, 'x'));
    const { results, progress } = await apply(aliases, desired, { timeoutMs: 30_000 });
    expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(3);
    expect(results.find(({ outcome }) => outcome === 'unfinished')?.message).toContain('no free place');
    expect(progress.at(-1)).toMatchObject({ done: 3, total: 5, waitsForPlaces: true });
    aliases.places = 5;
    expect((await apply(aliases, desired)).results.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(aliases.made).toHaveLength(5);
  });

  it('stops at its time-out, with the aliases that are not ready', async () => {
    const aliases = new SimulatedAliases();
    const { results } = await apply(aliases, [written('a', 'x')], { timeoutMs: 100 });
    expect(results).toMatchObject([{ alias: 'a', outcome: 'unfinished' }]);
  });

  it('reports each finished alias once', async () => {
    const aliases = new SimulatedAliases();
    const { progress } = await apply(aliases, [written('a', 'x'), written('b', 'y')]);
    expect(progress.flatMap(({ finished }) => finished)).toEqual(['a', 'b']);
  });
});

describe('applies that are killed, or that run at the same time', () => {
  const desired = ['a', 'b', 'c'].map((alias) => written(alias, 'new'));

  it('make one voice for each alias, wherever they are killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 4 }), async (kills) => {
        const aliases = new SimulatedAliases();
        aliases.set('b', 'old');
        for (const callsUntilKill of kills) {
          let left = callsUntilKill;
          const beforeCall = () => {
            left -= 1;
            if (left <= 0) throw new KilledError();
          };
          await apply(aliases, desired, { beforeCall }).catch((error: unknown) => {
            if (!(error instanceof KilledError)) throw error;
          });
        }
        await apply(aliases, desired);
        expect(aliases.made.filter(({ briefHash }) => briefHash === 'new')).toHaveLength(3);
        expect(aliases.list().every(({ briefHash }) => briefHash === 'new')).toBe(true);
      }),
    );
  });

  it('make one voice for each alias when several run at the same time', async () => {
    for (const count of [2, 3, 5]) {
      const aliases = new SimulatedAliases();
      aliases.set('b', 'old');
      const all = await Promise.all(Array.from({ length: count }, () => apply(aliases, desired)));
      for (const { results } of all) expect(outcomes(results)).toEqual({ a: 'done', b: 'done', c: 'done' });
      expect(aliases.made.filter(({ briefHash }) => briefHash === 'new')).toHaveLength(3);
    }
  });

  it('move 1,000 aliases with exactly 1,000 creates, although they are killed', async () => {
    const aliases = new SimulatedAliases();
    const many = Array.from({ length: 1_000 }, (_, n) => {
      aliases.set(`alias-${n}`, 'old', 'apply');
      return written(`alias-${n}`, 'new');
    });
    let calls = 0;
    const beforeCall = () => {
      calls += 1;
      if (calls === 700) throw new KilledError();
    };
    await expect(apply(aliases, many, { beforeCall })).rejects.toThrow(KilledError);
    const { results } = await apply(aliases, many);
    expect(results.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(aliases.made.filter(({ briefHash }) => briefHash === 'new')).toHaveLength(1_000);
  });
});
