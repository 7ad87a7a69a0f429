import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../scripts/start/synthesize.ts';
import { runFolder } from './run-folder.ts';

const root = join(import.meta.dirname, '..', '..');

/** Settings that one test file deploys, and others with it: an assembly costs ten seconds. */
export const sharedSettings = { timeScale: 10 };

/** A cloud assembly as `npm start` makes it, bundles included; each is synthesized once a run. Not to be written to. */
export async function synthesizedAssembly(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const name = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
  const folder = join(runFolder(), `assembly-${name}`);
  if (existsSync(folder)) return folder;
  const own = `${folder}.${process.pid}`;
  await synthesize(root, own, settings);
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another worker was faster.
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}
