/**
 * Counts what AWS bills for voices and for an idle deployment, and prices it at list price. The synthesized state machines
 * run with the stack's own functions in virtual time, in one process.
 * `npm run bench:cost -- [--voices 200] [--review 600] [--apart 10] [--write]`. With `--write`, the tables of
 * docs/cost.md are replaced.
 */
import { parseArgs } from 'node:util';
import { priceDate, priceRegion } from './cost/prices.ts';
import { costTables } from './cost/tables.ts';
import { printTables, writeTables } from './tables.ts';

const { values } = parseArgs({
  options: {
    voices: { type: 'string', default: '200' },
    review: { type: 'string', default: '600' },
    apart: { type: 'string', default: '10' },
    write: { type: 'boolean', default: false },
  },
});
Error.stackTraceLimit = 0;

const tables = await costTables({
  voices: Number(values.voices),
  reviewSeconds: Number(values.review),
  apartSeconds: Number(values.apart),
});
process.stdout.write(`\nList prices of ${priceRegion}, ${priceDate}, in USD.\n`);
printTables(tables);
if (values.write) writeTables('docs/cost.md', 'cost', tables);
