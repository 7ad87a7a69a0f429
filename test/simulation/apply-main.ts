/**
 * Moves 1,000 aliases off a retired model by `voice apply`, in virtual time and with the stack's own functions.
 * `npm run simulate:apply -- [--seed 1]`. The exit code is 1 if a voice is made twice, or an invariant does not hold.
 */
import { parseArgs } from 'node:util';
import { type AppliedAliases, type ApplyAliasesOptions, applyAliases } from './apply-aliases.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, json: { type: 'string' } } });

/** Moves 1,000 aliases off a retired model: with room for all new voices, under faults, and in waves on a full account. */
const proofs: Readonly<Record<string, ApplyAliasesOptions>> = {
  '1,000 aliases on 2,500 places': {
    aliases: 1_000,
    places: 2_500,
    atOnce: 2,
    killedAfter: [700, 5_000, 20_000, 60_000],
  },
  '1,000 aliases on 2,500 places under faults': {
    aliases: 1_000,
    places: 2_500,
    atOnce: 1,
    faulty: true,
    killedAfter: [5_000, 20_000, 60_000],
  },
  '900 aliases on the documented 1,000 places, in waves': {
    aliases: 900,
    places: 1_000,
    atOnce: 1,
    killedAfter: [5_000, 60_000, 3_600_000],
  },
};

const seed = Number(values.seed ?? '1');
if (values.json !== undefined) {
  const given: readonly ApplyAliasesOptions[] = JSON.parse(values.json);
  const outcomes: AppliedAliases[] = [];
  for (const options of given) outcomes.push(await applyAliases(seed, options));
  process.stdout.write(JSON.stringify(outcomes));
} else {
  for (const [name, options] of Object.entries(proofs)) {
    const begun = performance.now();
    const outcome = await applyAliases(seed, options);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    process.stdout.write(`${name}: ${JSON.stringify({ ...outcome, seconds })}\n`);
    const { moved, made, attempts, absent, unknown, violations } = outcome;
    const isExact = moved === options.aliases && made === moved && attempts === moved + absent + unknown;
    if (!isExact || violations.length > 0) process.exitCode = 1;
  }
}
