import { beforeAll, describe, expect, it } from '@jest/globals';
import { errorNames } from '../../../lambdas/shared/contract.ts';
import { parseConfig } from '../../../lib/settings/config.ts';
import { interruptionsAllowed } from '../../../lib/workflows/design-voice.ts';
import { brief, patient, throttled, waitsOf } from '../../../lib/workflows/retries.ts';
import { type Definition, definitionOf, type State } from '../../../scripts/docs/definition.ts';
import { synthesized } from '../../support/synthesized.ts';

const { createTimers } = parseConfig({});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('the definition of "design a voice"', () => {
  let definition: Definition;
  const named = (name: string): State => {
    const found = definition.States[name];
    if (!found) throw new Error(`no state ${name}`);
    return found;
  };

  beforeAll(() => {
    definition = definitionOf(synthesized());
  });

  it('retries the create function only if Lambda did not invoke it', () => {
    expect(named('Create voice').Retry?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([
      ['Lambda.TooManyRequestsException'],
    ]);
  });

  it('waits for the create function longer than its time-out', () => {
    expect(named('Create voice').TimeoutSeconds).toBeGreaterThan(createTimers.functionSeconds);
  });

  it('repeats an interrupted create for longer than a claim is valid', () => {
    const { functionSeconds, claimMarginSeconds } = createTimers;
    expect(named('Wait after interruption').Seconds).toBe(30);
    expect(interruptionsAllowed(createTimers) * 30).toBe(540);
    expect(540).toBeGreaterThan(functionSeconds + claimMarginSeconds);
  });

  it('has the documented waits of the retry policies', () => {
    expect(waitsOf(patient).at(-1)).toBe(300);
    expect(sum(waitsOf(patient)) / 60).toBeCloseTo(43.5, 1);
    expect(waitsOf(brief)).toEqual([2, 4, 8]);
    expect(sum(waitsOf(throttled)) / 3_600).toBeCloseTo(2, 1);
  });

  it('makes a voice with a review in at most 15 states', () => {
    const states = ['Create voice', 'Create outcome?'];
    const created = 'Created: change';
    expect(named('Create outcome?').Choices?.[0]?.Next).toBe(created);
    for (let state: string | undefined = created; state !== undefined; state = named(state).Next) {
      states.push(state);
      if (state === 'Query voice') break;
    }
    states.push('Review result?');
    for (let state: string | undefined = 'Approved: change'; state !== undefined; state = named(state).Next) {
      states.push(state);
    }
    expect(states.at(-1)).toBe('Approved: forget pending events');
    expect(states.length).toBeLessThanOrEqual(15);
  });

  it('queries a parked voice in three states', () => {
    expect(named('Park').Next).toBe('Query voice');
    expect(named('Query voice').Next).toBe('Review result?');
    expect(named('Review result?').Choices?.[0]?.Next).toBe('Park');
  });

  it('neither retries a time-out of a parked execution nor an item of a higher run', () => {
    const { Retry, Catch } = named('Park');
    const never = { ErrorEquals: ['States.Timeout', errorNames.sdkConditionalCheckFailed], MaxAttempts: 0 };
    expect(Retry?.[0]).toMatchObject(never);
    expect(Catch?.map(({ ErrorEquals, Next }) => [ErrorEquals, Next])).toEqual([
      [[errorNames.sdkConditionalCheckFailed], 'Read voice'],
      [['States.Timeout'], 'Query voice'],
      [['States.ALL'], 'Wait to query'],
    ]);
  });

  it('has a time-out after the deadline of the review', () => {
    expect(definition.TimeoutSeconds).toBeGreaterThan(24 * 3_600 + sum(waitsOf(throttled)));
  });

  it('has time for two creates at the slowest host and throttling by Lambda in addition to the review', () => {
    const horizon = 360 + 3_600 + 120;
    const queue = 834;
    const creates = 2 * (horizon + 40 * 60) + 3_600 + queue;
    expect(definition.TimeoutSeconds).toBe(24 * 3_600 + creates + sum(waitsOf(throttled)) + 120);
  });

  it('catches every error of every task', () => {
    for (const [name, state] of Object.entries(definition.States)) {
      if (state.Type !== 'Task' || name === 'Settle execution') continue;
      expect({ name, caught: state.Catch?.at(-1)?.ErrorEquals }).toEqual({ name, caught: ['States.ALL'] });
    }
  });

  it('matches only error names that it shares with the code, and those of Step Functions', () => {
    const shared = new Set<string>(Object.values(errorNames));
    for (const state of Object.values(definition.States)) {
      for (const { ErrorEquals } of [...(state.Retry ?? []), ...(state.Catch ?? [])]) {
        for (const name of ErrorEquals) expect(name.startsWith('States.') || shared.has(name)).toBe(true);
      }
    }
  });

  it('does not retry a write whose condition failed', () => {
    const writes = Object.entries(definition.States).filter(([name]) => name.endsWith(': record'));
    expect(writes).toHaveLength(8);
    for (const [, { Retry, Catch }] of writes) {
      expect(Retry?.[0]).toMatchObject({ ErrorEquals: [errorNames.conditionalCheckFailed], MaxAttempts: 0 });
      expect(Catch?.[0]).toMatchObject({
        ErrorEquals: [errorNames.conditionalCheckFailed],
        Next: 'Read voice',
      });
    }
  });

  it('has a next state for every state that does not end the execution', () => {
    const names = new Set(Object.keys(definition.States));
    for (const state of Object.values(definition.States)) {
      const targets = [
        state.Next,
        state.Default,
        ...(state.Choices ?? []).map(({ Next }) => Next),
        ...(state.Catch ?? []).map(({ Next }) => Next),
      ];
      for (const target of targets) if (target) expect(names).toContain(target);
      if (state.Type !== 'Succeed' && state.Type !== 'Fail') expect(targets.some(Boolean)).toBe(true);
    }
  });

  it('contains neither texts nor keys', () => {
    const text = JSON.stringify(definition);
    expect(text).not.toMatch(/voicePrompt|previewText|apiKey/);
  });
});
