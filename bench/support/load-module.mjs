// @ts-check
/** Loads one module as Lambda's runtime client does, and prints the milliseconds of CPU time that loading takes. */
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(process.argv[2] ?? '').href;
const before = process.cpuUsage();
await import(url);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1_000));
