/** Synthesizes into the folder that the argument names, as `npm start` does, for bench/support/synthesis.ts. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { synthesize } from '../../scripts/start/synthesize.ts';

const [, , folder = ''] = process.argv;
rmSync(folder, { recursive: true, force: true });
await synthesize(dirname(dirname(import.meta.dirname)), folder, {});
