import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { bundleSources, filesIn } from '../../lib/bundling/index.ts';
import { readStack } from '../../local/assembly/cloud-assembly.ts';
import { AssemblyError } from '../../local/assembly/errors.ts';
import { storageError } from '../../local/persistence/storage-error.ts';

/** The CDK app could not be synthesized. The message is its output. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/** The CDK collects how constructs are used for the reports of deployments, which takes a twentieth of a synthesis. */
const localContext = { '@aws-cdk/core:enableAdditionalMetadataCollection': false };

const cdkJson = z.looseObject({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes the app into a folder as `cdk synth` does, with bundles. Does nothing if the folder is up to date.
 *
 * @param settings added to `voiceDesign` in cdk.json
 * @returns the folder
 * @throws SynthesisError
 */
export async function synthesize(
  root: string,
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<string> {
  const contextText = JSON.stringify({
    ...readContext(root),
    ...localContext,
    voiceDesign: { ...configuredSettings(root), ...settings },
  });
  const fingerprint = fingerprintOf(root, contextText);
  const stamp = join(folder, 'synthesized-from');
  const isUpToDate = existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint && isReadable(folder);
  if (isUpToDate) return folder;

  rmSync(folder, { recursive: true, force: true });
  await runApp(root, folder, contextText);
  writeFileSync(stamp, fingerprint);
  return folder;
}

/** Returns `voiceDesign` in cdk.json. */
export function configuredSettings(root: string): Readonly<Record<string, unknown>> {
  return z.record(z.string(), z.unknown()).parse(readContext(root).voiceDesign ?? {});
}

function readContext(root: string): Record<string, unknown> {
  return cdkJson.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'))).context;
}

/** Returns false if the manifest or the template is damaged. */
function isReadable(folder: string): boolean {
  try {
    readStack(folder);
    return true;
  } catch (error) {
    if (error instanceof AssemblyError) return false;
    throw error;
  }
}

/** Hashes the context, the version of Node, the lock file and the sources of the app. */
function fingerprintOf(root: string, contextText: string): string {
  const hash = createHash('sha256').update(contextText).update(process.version);
  for (const file of ['bin', 'lib', ...bundleSources].flatMap((source) => filesIn(join(root, source)))) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function runApp(root: string, folder: string, contextText: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin', 'app.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      BUNDLE_CACHE: join(root, 'node_modules', '.cache', 'bundles'),
      ...process.env,
      // Tests and deployments check the template by CloudFormation's schemas and cdk-nag, which takes half of a synthesis.
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

/** Recognizes a full disk, which the app reports with a stack trace. */
function failureOf(folder: string, output: string): unknown {
  const code = /\b(ENOSPC|EDQUOT)\b/.exec(output)?.[1];
  return code === undefined ? new SynthesisError(output.trim()) : storageError(folder, { code });
}
