import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 20;
/** The two lines of the shell's `times`: the time of the shell, and that of its child processes. */
const childTimes = /s\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s/;

/** The CPU time of all processes of a synthesis. */
export interface SynthesisTimes {
  /** Without anything that an earlier synthesis has kept. */
  readonly coldSeconds: number;
  /** With the bundles of an earlier synthesis. */
  readonly warmSeconds: number;
}

/** Synthesizes as `npm start` does, once to compile the code of the CDK, then without and with kept bundles. */
export async function synthesisTimes(): Promise<SynthesisTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synthesis-'));
  try {
    await synthesisSeconds(folder, 'first');
    return {
      coldSeconds: await synthesisSeconds(folder, 'kept'),
      warmSeconds: await synthesisSeconds(folder, 'kept'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * esbuild ends after the process that has started it, whose times then lack those of esbuild. A script in its place
 * records them.
 */
async function synthesisSeconds(folder: string, cache: string): Promise<number> {
  const times = join(folder, 'esbuild-times');
  rmSync(times, { force: true });
  const esbuild = join(folder, 'esbuild');
  writeFileSync(
    esbuild,
    `#!/bin/sh\n"${esbuildBinary()}" "$@"\ntimes >'${times}.new'\nmv '${times}.new' '${times}'\n`,
  );
  chmodSync(esbuild, 0o755);
  const bundles = join(folder, cache);
  const isCold = !existsSync(bundles);
  const program = join(import.meta.dirname, 'synthesize.ts');
  const output = execFileSync(
    'sh',
    ['-c', '"$@" && times', 'sh', process.execPath, program, join(folder, 'cdk.out')],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        BUNDLE_CACHE: bundles,
        ESBUILD_BINARY_PATH: esbuild,
      },
    },
  );
  if (!isCold) return secondsIn(output);
  while (!existsSync(times)) await sleep(pollMs);
  return secondsIn(output) + secondsIn(readFileSync(times, 'utf8'));
}

function secondsIn(times: string): number {
  const [, ...parts] = childTimes.exec(times) ?? [];
  const [userMinutes = Number.NaN, user = 0, systemMinutes = 0, system = 0] = parts.map(Number);
  return (userMinutes + systemMinutes) * 60 + user + system;
}

function esbuildBinary(): string {
  const name = `@esbuild/${process.platform}-${process.arch}/bin/esbuild`;
  return createRequire(createRequire(import.meta.url).resolve('esbuild')).resolve(name);
}
