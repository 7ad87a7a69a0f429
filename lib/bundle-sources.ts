import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const lambdas = join(dirname(import.meta.dirname), 'lambdas');

/** Reads the sources of all functions. */
export function functionSources(): readonly string[] {
  return readdirSync(lambdas, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(lambdas, path), 'utf8'));
}
