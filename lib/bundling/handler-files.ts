import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FilesOfOperations } from './bundle-folder.ts';
import { writeBundles } from './bundle-handlers.ts';
import { cachedBundles } from './cache.ts';
import { operations } from './options.ts';
import { projectFolder } from './project-folder.ts';

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
  return JSON.stringify(JSON.parse(readFileSync(join(projectFolder, 'docs/openapi.json'), 'utf8')));
}
