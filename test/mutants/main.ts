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
/** Longest run of the simulation or of one test file, ten times as long as on a quiet machine; milliseconds. */
const timeLimit = { simulation: 900_000, test: 300_000 };
const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--silent', '--runInBand'];
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
  const paths = new Set(
    chosen.flatMap(({ caughtBy }) => (caughtBy === 'simulation' ? [] : caughtBy.split(' '))),
  );
  const runs = [
    simulation('50', folder),
    ...(paths.size > 0 ? [node([...jest, ...paths], folder, timeLimit.test * paths.size)] : []),
  ];
  for (const { status, stderr } of runs) if (status !== 0) print(stderr.slice(-2_000));
  return runs.some(({ status }) => status !== 0);
}

const counts = { caught: 0, hung: 0 };
const chosen = mutants.filter(({ name }) => name.includes(values.only));
try {
  if (failsUnchanged()) throw new Error('the tests fail without a mutant');
  for (const mutant of chosen) {
    const startedAt = Date.now();
    const result = testMutant(mutant);
    if (result === 'caught' || result === 'hung') counts[result] += 1;
    print(
      `${result.padEnd(8)} ${mutant.name} (${mutant.caughtBy}, ${Math.round((Date.now() - startedAt) / 1_000)} s)`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const caught = counts.caught + counts.hung;
print(`caught: ${caught} of ${chosen.length}, ${counts.hung} of them by the time limit`);
if (caught < chosen.length) process.exitCode = 1;

/** `hung` means that the test did not end: the mutant is caught by the time limit. */
type Result = 'caught' | 'hung' | 'SURVIVED' | 'NOT FOUND' | 'BROKEN';

function testMutant(mutant: Mutant): Result {
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

function simulate({ file }: Mutant): Result {
  // Mutants that do not change the template share one synthesis.
  const run = mkdtempSync(join(folder, 'run-'));
  const { status, stderr, hung } = simulation(schedules, changesTemplate(file) ? run : folder);
  if (hung) return 'hung';
  if (status === 0) return 'SURVIVED';
  // The mutant counts as caught only if an invariant is violated, not if the program fails to start.
  return stderr.includes(violationText) ? 'caught' : broken(stderr);
}

function simulation(count: string, runFolder: string) {
  const args = ['--max-semi-space-size=64', 'test/simulation/main.ts', '--schedules', count, '--first'];
  return node(args, runFolder, timeLimit.simulation);
}

function test(paths: string): Result {
  const files = paths.split(' ');
  const { status, stderr, hung } = node([...jest, ...files], folder, timeLimit.test * files.length);
  if (hung) return 'hung';
  if (status === 0) return 'SURVIVED';
  return /^Tests: +\d+ failed/m.test(stderr) ? 'caught' : broken(stderr);
}

function node(args: readonly string[], runFolder: string, timeout: number) {
  const { status, stderr, error } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...args],
    {
      cwd: copy,
      env: { ...process.env, TEST_RUN_FOLDER: runFolder },
      encoding: 'utf8',
      timeout,
      // A process in an endless loop handles no signal.
      killSignal: 'SIGKILL',
    },
  );
  return { status, stderr, hung: error !== undefined && 'code' in error && error.code === 'ETIMEDOUT' };
}

function broken(output: string): 'BROKEN' {
  print(output.slice(-2_000));
  return 'BROKEN';
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
