import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const lambdas = join(import.meta.dirname, '..', '..', '..', 'lambdas');

let sources: readonly string[] | undefined;

/** Returns the sources of all functions, which are read once. */
export function functionSources(): readonly string[] {
  sources ??= readAll();
  return sources;
}

function readAll(): readonly string[] {
  return readdirSync(lambdas, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(lambdas, path), 'utf8'));
}
