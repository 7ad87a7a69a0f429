import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { synthesize } from '../../scripts/start/synthesize.ts';
import { assemblyFolder } from './deployments.ts';
import { claimMaking, releaseMaking } from './made-once.ts';

const root = join(import.meta.dirname, '..', '..');
const pollMs = 50;

/**
 * Returns the folder of a cloud assembly with bundles, as `npm start` synthesizes it. Test files of a run share it, so
 * tests must not write to it.
 */
export async function synthesizedAssembly(settings: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = assemblyFolder(settings);
  while (!existsSync(folder)) {
    if (claimMaking(folder)) await make(folder, settings);
    else await sleep(pollMs);
  }
  return folder;
}

async function make(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  try {
    await synthesize(root, unfinished, settings);
    renameSync(unfinished, folder);
  } catch (error) {
    releaseMaking(folder);
    throw error;
  }
}
