import { describe, expect, it } from '@jest/globals';
import {
  type CurrentAlias,
  type DesiredAlias,
  hasWork,
  isDone,
  type Plan,
  type PlanInput,
  planOf,
} from '../../../cli/apply/plan.ts';
import fc from '../../support/fast-check.ts';

const list = { family: 'cosyvoice', scope: 'mainland' };
const desired = (alias: string, briefHash: string): DesiredAlias => ({ alias, briefHash, ...list });
const current = (alias: string, parts: Partial<CurrentAlias> = {}): CurrentAlias => ({
  alias,
  voiceId: 'v',
  version: 3,
  briefHash: 'a',
  status: 'OK',
  managedBy: 'apply',
  pending: null,
  ...parts,
});
const plan = (parts: Partial<PlanInput>): Plan =>
  planOf({ desired: [], current: [], places: [{ ...list, free: 100 }], prune: false, ...parts });
const actionsOf = ({ steps }: Plan) => Object.fromEntries(steps.map(({ alias, action }) => [alias, action]));

describe('the plan of an apply', () => {
  it.each<[string, Partial<CurrentAlias> | null, string, number, string | null]>([
    ['create', null, 'a', 0, null],
    ['unchanged', {}, 'a', 3, null],
    ['remake', { briefHash: 'b' }, 'a', 3, 'brief_changed'],
    ['remake', { briefHash: 'b', status: 'EXPIRED' }, 'a', 3, 'brief_changed'],
    ['remake', { briefHash: null }, 'a', 3, 'brief_unknown'],
    ['remake', { status: 'EXPIRED' }, 'a', 3, 'voice_gone'],
    ['remake', { status: 'PURGED' }, 'a', 3, 'voice_gone'],
    ['move', { briefHash: 'b', pending: { briefHash: 'a' } }, 'a', 3, null],
    ['wait', { briefHash: 'b', pending: { briefHash: 'c' } }, 'a', 3, null],
    ['wait', { briefHash: 'a', pending: { briefHash: 'c' } }, 'a', 3, null],
  ])('is to %s an alias that is %j', (action, parts, briefHash, version, reason) => {
    const input = {
      desired: [desired('reader', briefHash)],
      current: parts ? [current('reader', parts)] : [],
    };
    expect(plan(input).steps).toEqual([{ alias: 'reader', action, version, ...(reason && { reason }) }]);
  });

  it.each<[string, Partial<CurrentAlias> | null, object[], object]>([
    ['that exists', { pending: { briefHash: 'a', auditionId: 'A' } }, [], { version: 3 }],
    [
      'with an audition of another brief',
      { pending: { briefHash: 'c', auditionId: 'A' } },
      [],
      { version: 3 },
    ],
    ['that does not exist', null, [{ alias: 'reader', auditionId: 'A', briefHash: 'a' }], { version: 0 }],
  ])('waits for a choice for an alias %s', (_, parts, auditions, version) => {
    const input = {
      desired: [{ ...desired('reader', 'a'), candidates: 3 }],
      current: parts ? [current('reader', parts)] : [],
      auditions: auditions.map((each) => ({ alias: '', auditionId: '', briefHash: '', ...each })),
    };
    const found = plan(input);
    expect(found.steps).toEqual([{ alias: 'reader', action: 'choose', auditionId: 'A', ...version }]);
    expect([hasWork(found), isDone(found)]).toEqual([false, false]);
  });

  it.each([
    [2, 1, 0, ['refusal']],
    [3, 1, 0, []],
    [2, 0, 1, ['refusal']],
    [3, 0, 2, ['wave']],
  ])(
    'with %d free places, %d new and %d changed aliases of three candidates: %p',
    (free, news, changed, found) => {
      const withCandidates = (names: readonly string[]) =>
        names.map((alias) => ({ ...desired(alias, 'new'), candidates: 3 }));
      const names = Array.from({ length: changed }, (_, n) => `r${n}`);
      const { refusals, waves } = plan({
        desired: [
          ...withCandidates(names),
          ...withCandidates(Array.from({ length: news }, (_, n) => `n${n}`)),
        ],
        current: names.map((alias) => current(alias)),
        places: [{ ...list, free }],
      });
      expect([...refusals.map(() => 'refusal'), ...waves.map(() => 'wave')]).toEqual(found);
    },
  );

  it('prunes only aliases that an apply created, and only on request', () => {
    const input = { current: [current('mine'), current('other', { managedBy: null })] };
    expect(plan(input)).toMatchObject({ steps: [], leftOver: ['mine'] });
    expect(plan({ ...input, prune: true })).toMatchObject({
      steps: [{ alias: 'mine', action: 'prune', version: 3 }],
      leftOver: [],
    });
  });

  const brief = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, n) => desired(`${prefix}${n}`, 'new'));
  const existing = (count: number) => Array.from({ length: count }, (_, n) => current(`r${n}`));
  it.each([
    ['fits', 2, 3, 5, [], []],
    ['needs waves', 2, 3, 4, [{ ...list, voices: 5, free: 4 }], []],
    ['needs waves', 0, 3, 1, [{ ...list, voices: 3, free: 1 }], []],
    [
      'is refused',
      2,
      3,
      1,
      [],
      ['The plan needs 5 places for voices of the family cosyvoice in the scope mainland, and 1 are free.'],
    ],
    [
      'is refused',
      0,
      3,
      0,
      [],
      ['The plan needs 3 places for voices of the family cosyvoice in the scope mainland, and 0 are free.'],
    ],
    ['fits', 0, 0, 0, [], []],
    ['fits an uncounted list', 2, 3, null, [], []],
  ])(
    '%s with %i new aliases, %i changed ones and %p free places',
    (_, creates, remakes, free, waves, refusals) => {
      expect(
        plan({
          desired: [...brief(creates, 'c'), ...brief(remakes, 'r')],
          current: existing(remakes),
          places: [{ ...list, free }],
        }),
      ).toMatchObject({ waves, refusals });
    },
  );

  it('counts each list separately', () => {
    const other = { family: 'qwen', scope: 'mainland' };
    const { refusals } = plan({
      desired: [desired('a', 'x'), { ...desired('b', 'x'), ...other }],
      places: [
        { ...list, free: 1 },
        { ...other, free: 0 },
      ],
    });
    expect(refusals).toEqual([expect.stringContaining('the family qwen')]);
  });
});

describe('every plan', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const hash = fc.constantFrom('x', 'y', 'z');
  const desiredAliases = fc
    .uniqueArray(fc.record({ alias: name, briefHash: hash }), { selector: ({ alias }) => alias })
    .map((all) => all.map(({ alias, briefHash }) => desired(alias, briefHash)));
  const currentAliases = fc.uniqueArray(
    fc.record({
      alias: name,
      voiceId: fc.constant('v'),
      version: fc.integer({ min: 1, max: 9 }),
      briefHash: fc.option(hash),
      status: fc.constantFrom('OK', 'EXPIRED', 'DELETED'),
      managedBy: fc.constantFrom('apply', null),
      pending: fc.option(fc.record({ briefHash: hash })),
    }),
    { selector: ({ alias }) => alias },
  );
  const inputs = fc.record({
    desired: desiredAliases,
    current: currentAliases,
    places: fc.constant([{ ...list, free: 100 }]),
    prune: fc.boolean(),
  });

  /** Returns the aliases after each step of the plan has been done. */
  function applied({ desired: wanted, current: before }: PlanInput, { steps }: Plan): CurrentAlias[] {
    const after = new Map(before.map((each) => [each.alias, each]));
    for (const { alias, action, version } of steps) {
      if (action === 'prune') after.delete(alias);
      if (action === 'prune' || action === 'unchanged') continue;
      const found = after.get(alias);
      // Another remake ends before the alias is planned again.
      const briefHash =
        action === 'wait'
          ? (found?.pending?.briefHash ?? null)
          : (wanted.find((each) => each.alias === alias)?.briefHash ?? null);
      const managedBy = found ? found.managedBy : 'apply';
      after.set(alias, current(alias, { version: version + 1, briefHash, managedBy }));
    }
    return [...after.values()];
  }

  it('leads to a deployment that is as the file describes it, in at most two rounds', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const once = { ...input, current: applied(input, planOf(input)) };
        const twice = { ...input, current: applied(once, planOf(once)) };
        const last = planOf(twice);
        expect(isDone(last)).toBe(true);
        expect(last.steps.map(({ alias }) => alias).sort()).toEqual(
          input.desired.map(({ alias }) => alias).sort(),
        );
      }),
    );
  });

  it('does not depend on the order of its input', () => {
    fc.assert(
      fc.property(
        inputs.chain((input) =>
          fc.tuple(
            fc.constant(input),
            fc.shuffledSubarray([...input.desired], { minLength: input.desired.length }),
            fc.shuffledSubarray([...input.current], { minLength: input.current.length }),
          ),
        ),
        ([input, shuffledDesired, shuffledCurrent]) => {
          const shuffled = { ...input, desired: shuffledDesired, current: shuffledCurrent };
          expect(planOf(shuffled)).toEqual(planOf(input));
        },
      ),
    );
  });

  it('leaves every alias alone that the file does not have, unless an apply created it', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const written = new Set(input.desired.map(({ alias }) => alias));
        const others = input.current.filter(
          ({ alias, managedBy }) => !written.has(alias) && (managedBy === null || !input.prune),
        );
        const touched = Object.keys(actionsOf(planOf(input)));
        for (const { alias } of others) expect(touched).not.toContain(alias);
      }),
    );
  });
});
