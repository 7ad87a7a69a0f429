import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedBundles } from './bundle-cache.ts';
import type { FilesOfOperations } from './bundle-folder.ts';
import { writeBundles } from './bundle-handlers.ts';
import { operations } from './bundle-options.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Bundles all functions. @returns the files of each function by the operation's name */
export function handlerFiles(): FilesOfOperations {
  return cachedBundles(bundleAll);
}

function bundleAll(folder: string): void {
  writeBundles(folder, operations(), { studio: true });
  writeFileSync(join(folder, 'get-openapi', 'openapi.json'), openApiDocument());
}

/** Returns the OpenAPI document without white space. `npm run docs` writes it, and a test holds that it is current. */
function openApiDocument(): string {
  return JSON.stringify(JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')));
}
