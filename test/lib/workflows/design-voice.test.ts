import { beforeAll, describe, expect, it } from '@jest/globals';
import { errorNames } from '../../../lambdas/shared/contract.ts';
import { parseConfig } from '../../../lib/config.ts';
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

  it('retries the create function only where Lambda has not invoked it: no second invocation for a lost answer', () => {
    expect(named('Create voice').Retry?.map(({ ErrorEquals }) => ErrorEquals)).toEqual([
      ['Lambda.TooManyRequestsException'],
    ]);
  });

  it('waits for the create function longer than the function lives', () => {
    expect(named('Create voice').TimeoutSeconds).toBeGreaterThan(createTimers.functionSeconds);
  });

  it('enters an interrupted create again for longer than any claim lives', () => {
    const { functionSeconds, claimMarginSeconds } = createTimers;
    expect(named('Wait after interruption').Seconds).toBe(30);
    expect(interruptionsAllowed(createTimers) * 30).toBe(540);
    expect(540).toBeGreaterThan(functionSeconds + claimMarginSeconds);
  });

  it('waits as long as the retry policies say', () => {
    expect(waitsOf(patient).at(-1)).toBe(300);
    expect(sum(waitsOf(patient)) / 60).toBeCloseTo(43.5, 1);
    expect(waitsOf(brief)).toEqual([2, 4, 8]);
    expect(sum(waitsOf(throttled)) / 3_600).toBeCloseTo(2, 1);
  });

  it('asks again in three states', () => {
    expect(named('Wait for review').Next).toBe('Query voice');
    expect(named('Query voice').Next).toBe('Reviewed?');
    expect(named('Reviewed?').Choices?.[0]?.Next).toBe('Wait for review');
  });

  it('outlives the deadline of the review', () => {
    expect(definition.TimeoutSeconds).toBeGreaterThan(24 * 3_600 + sum(waitsOf(throttled)));
  });

  it('has room for two creates at the slowest host and for throttling by Lambda, besides the review', () => {
    const horizon = 360 + 3_600 + 120;
    const creates = 2 * (horizon + 40 * 60) + 3_600;
    expect(definition.TimeoutSeconds).toBe(24 * 3_600 + creates + sum(waitsOf(throttled)) + 120);
  });

  it('catches every error of every task', () => {
    for (const [name, state] of Object.entries(definition.States)) {
      if (state.Type !== 'Task' || name === 'Settle execution') continue;
      expect({ name, caught: state.Catch?.at(-1)?.ErrorEquals }).toEqual({ name, caught: ['States.ALL'] });
    }
  });

  it('matches only error names that are shared with the code, and those of Step Functions itself', () => {
    const ours = new Set<string>(Object.values(errorNames));
    for (const state of Object.values(definition.States)) {
      for (const { ErrorEquals } of [...(state.Retry ?? []), ...(state.Catch ?? [])]) {
        for (const name of ErrorEquals) expect(name.startsWith('States.') || ours.has(name)).toBe(true);
      }
    }
  });

  it('never retries a lost race', () => {
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

  it('leads every state somewhere', () => {
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

  it('carries neither texts nor keys', () => {
    const text = JSON.stringify(definition);
    expect(text).not.toMatch(/voicePrompt|previewText|apiKey/);
  });
});
