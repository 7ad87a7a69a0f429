import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { changesTemplate, type Mutant, violationText } from './mutant.ts';
import { mutants } from './mutants.ts';

/**
 * Applies each mutant to a copy of the repository and runs the test that must fail:
 * `npm run mutants -- [--only <part of a name>]`. Fails if a mutant survives or no longer applies.
 */
const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

const schedules = '800';
const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--silent'];
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
const copy = join(folder, 'copy');
const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
for (const file of listed.stdout.split('\n').filter((name) => name !== '')) {
  cpSync(join(root, file), join(copy, file));
}
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));

/** Returns true if the tests fail without a mutant. Their results would prove nothing then. */
function failsUnchanged(): boolean {
  const paths = new Set(chosen.map(({ caughtBy }) => caughtBy).filter((by) => by !== 'simulation'));
  const runs = [simulation('50', folder), ...(paths.size > 0 ? [node([...jest, ...paths], folder)] : [])];
  for (const { status, stderr } of runs) if (status !== 0) print(stderr.slice(-2_000));
  return runs.some(({ status }) => status !== 0);
}

let caught = 0;
const chosen = mutants.filter(({ name }) => name.includes(values.only));
try {
  if (failsUnchanged()) throw new Error('the tests fail without a mutant');
  for (const mutant of chosen) {
    const startedAt = Date.now();
    const result = testMutant(mutant);
    if (result === 'caught') caught += 1;
    print(
      `${result.padEnd(8)} ${mutant.name} (${mutant.caughtBy}, ${Math.round((Date.now() - startedAt) / 1_000)} s)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
print(`caught: ${caught} of ${chosen.length}`);
if (caught < chosen.length) process.exitCode = 1;

function testMutant(mutant: Mutant): 'caught' | 'SURVIVED' | 'NOT FOUND' | 'BROKEN' {
  const file = join(copy, mutant.file);
  const text = readFileSync(file, 'utf8');
  if (text.split(mutant.from).length !== 2) return 'NOT FOUND';
  writeFileSync(
    file,
    text.replace(mutant.from, () => mutant.to),
  );
  try {
    return mutant.caughtBy === 'simulation' ? simulate(mutant) : test(mutant.caughtBy);
  } finally {
    writeFileSync(file, text);
  }
}

function simulate({ file }: Mutant) {
  // Mutants that do not change the template share one synthesis.
  const run = mkdtempSync(join(folder, 'run-'));
  const { status, stderr } = simulation(schedules, changesTemplate(file) ? run : folder);
  if (status === 0) return 'SURVIVED';
  // The mutant counts as caught only if an invariant is violated, not if the program fails to start.
  return stderr.includes(violationText) ? 'caught' : broken(stderr);
}

function simulation(count: string, runFolder: string) {
  const args = ['--max-semi-space-size=64', 'test/simulation/main.ts', '--schedules', count, '--first'];
  return node(args, runFolder);
}

function test(path: string) {
  const { status, stderr } = node([...jest, path], folder);
  if (status === 0) return 'SURVIVED';
  return /^Tests: +\d+ failed/m.test(stderr) ? 'caught' : broken(stderr);
}

function node(args: readonly string[], runFolder: string) {
  const env = { ...process.env, TEST_RUN_FOLDER: runFolder };
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: copy,
    env,
    encoding: 'utf8',
  });
}

function broken(output: string): 'BROKEN' {
  print(output.slice(-2_000));
  return 'BROKEN';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
