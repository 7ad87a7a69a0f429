import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedBundles } from './bundle-cache.ts';
import { bundleHandlers } from './bundle-handlers.ts';
import { bundleStudio } from './bundle-studio.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The files of a function by path. */
export type HandlerFiles = ReadonlyMap<string, string | Uint8Array>;

/** Bundles all functions. @returns the files of each function by the operation's name */
export function handlerFiles(): ReadonlyMap<string, HandlerFiles> {
  return cachedBundles(bundleAll);
}

function bundleAll(): ReadonlyMap<string, HandlerFiles> {
  const files = new Map<string, Map<string, string | Uint8Array>>();
  for (const [operation, bundle] of bundleHandlers()) files.set(operation, new Map(bundle));
  for (const [name, content] of bundleStudio()) {
    files.get('serve-studio')?.set(join('studio', name), content);
  }
  files.get('get-openapi')?.set('openapi.json', openApiDocument());
  return files;
}

/** Returns the OpenAPI document without white space. `npm run docs` writes it, and a test holds that it is current. */
function openApiDocument(): string {
  return JSON.stringify(JSON.parse(readFileSync(join(root, 'docs/openapi.json'), 'utf8')));
}
