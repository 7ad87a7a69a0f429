/**
 * Measures what several volumes of requests need of the quotas of DashScope and AWS. The synthesized state machines run
 * with the stack's own functions in virtual time, on an account with the documented number of places and calls a second.
 * `npm run bench:scale -- [--write]`. With `--write`, the table of docs/scale.md is replaced.
 */
import { parseArgs } from 'node:util';
import { volumesTable } from './scale/tables.ts';
import { printTables, writeTables } from './tables.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
Error.stackTraceLimit = 0;

const tables = [await volumesTable()];
printTables(tables);
if (values.write) writeTables('docs/scale.md', 'scale', tables);
