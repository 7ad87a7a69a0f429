import { expect, it } from '@jest/globals';
import { applyAliases } from './apply-aliases.ts';

it('moves every alias to the new model with one voice each, by applies at once that are killed and repeated', async () => {
  const aliases = 20;
  const outcome = await applyAliases(7, { aliases, atOnce: 2, killedAfter: [700, 3_000, 9_000] });
  expect(outcome).toMatchObject({ moved: aliases, made: aliases, violations: [] });
  expect(outcome.creates).toBe(aliases + outcome.absent);
});
