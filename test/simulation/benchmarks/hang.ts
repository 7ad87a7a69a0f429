/**
 * Requests voices while DashScope accepts connections and answers nothing for an hour, with and without reserved concurrency
 * of the create function. The synthesized state machines run with the stack's own functions in virtual time.
 * `npm run bench:hang -- [--write]`. With `--write`, the table of docs/scale.md is replaced.
 */
import { parseArgs } from 'node:util';
import { hangs, hangTable } from './scale/hang-table.ts';
import { printTables, writeTables } from './tables.ts';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
Error.stackTraceLimit = 0;

const tables = [await hangTable(hangs)];
printTables(tables);
if (values.write) writeTables('docs/scale.md', 'hang', tables);
