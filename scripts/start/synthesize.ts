import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readStack } from '../../local/assembly/cloud-assembly.ts';
import { AssemblyError } from '../../local/assembly/errors.ts';
import { storageError } from '../../local/persistence/storage-error.ts';

/** The CDK app could not be synthesized; what it printed is the message. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

export interface SynthesizedAssembly {
  readonly folder: string;
  /** Nothing had changed since the last time. */
  readonly cached: boolean;
}

const cdkJson = z.looseObject({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes the app as `cdk synth` would, bundles included, into a folder of the local state; again only when what
 * it is made of has changed.
 *
 * @param settings added to cdk.json's `voiceDesign` for this run
 * @throws SynthesisError
 */
export async function synthesize(
  root: string,
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<SynthesizedAssembly> {
  const { context } = cdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  const configured = z.record(z.string(), z.unknown()).parse(context.voiceDesign ?? {});
  const contextText = JSON.stringify({ ...context, voiceDesign: { ...configured, ...settings } });
  const fingerprint = fingerprintOf(root, contextText);
  const stamp = join(folder, 'synthesized-from');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint && isWhole(folder)) {
    return { folder, cached: true };
  }

  rmSync(folder, { recursive: true, force: true });
  await runApp(root, folder, contextText);
  writeFileSync(stamp, fingerprint);
  return { folder, cached: false };
}

/** Whether manifest and template can be read; a damaged assembly is made anew. */
function isWhole(folder: string): boolean {
  try {
    readStack(folder);
    return true;
  } catch (error) {
    if (error instanceof AssemblyError) return false;
    throw error;
  }
}

function fingerprintOf(root: string, contextText: string): string {
  const hash = createHash('sha256').update(contextText).update(process.version);
  const files = [
    'package-lock.json',
    ...['bin', 'lib', 'lambdas'].flatMap((folder) => sources(root, folder)),
  ];
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function sources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

function runApp(root: string, folder: string, contextText: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin', 'app.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // The check against CloudFormation's schemas, half of a synthesis, is for deployments; tests have it too.
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: folder,
      CDK_CONTEXT_JSON: contextText,
    },
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(failureOf(folder, output))));
  });
}

/** The app reports a full disk with a stack trace of its own. */
function failureOf(folder: string, output: string): unknown {
  const code = /\b(ENOSPC|EDQUOT)\b/.exec(output)?.[1];
  return code === undefined ? new SynthesisError(output.trim()) : storageError(folder, { code });
}
