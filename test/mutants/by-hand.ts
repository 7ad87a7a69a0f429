import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changesTemplate, type Mutant, violationText } from './mutant.ts';

const schedules = '800';
/** Longest run of the simulation or of one test file, ten times as long as on a quiet machine; milliseconds. */
const timeLimit = { simulation: 900_000, test: 300_000 };
const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--silent', '--runInBand'];
const root = join(import.meta.dirname, '../..');

/** `hung` means that the test did not end: the mutant is caught by the time limit. */
export type Result = 'caught' | 'hung' | 'SURVIVED' | 'NOT FOUND' | 'BROKEN';

/** A copy of the repository, in which mutants of the source are tested by the tests that must fail. */
export class MutantCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  readonly #copy = join(this.#folder, 'copy');
  readonly #report: (output: string) => void;

  /** @param report called with the end of the output of a test that fails unexpectedly */
  constructor(report: (output: string) => void) {
    this.#report = report;
    const args = ['ls-files', '-co', '--exclude-standard'];
    const listed = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
    for (const file of listed.stdout.split('\n').filter((name) => name !== '')) {
      cpSync(join(root, file), join(this.#copy, file));
    }
    symlinkSync(join(root, 'node_modules'), join(this.#copy, 'node_modules'));
  }

  /** Returns true if the tests of these mutants fail without them. Their results would prove nothing then. */
  failsUnchanged(mutants: readonly Mutant[]): boolean {
    const paths = new Set(
      mutants.flatMap(({ caughtBy }) => (caughtBy === 'simulation' ? [] : caughtBy.split(' '))),
    );
    const runs = [
      this.#simulation('50', this.#folder),
      ...(paths.size > 0 ? [this.#node([...jest, ...paths], this.#folder, timeLimit.test * paths.size)] : []),
    ];
    for (const { status, stderr } of runs) if (status !== 0) this.#report(stderr.slice(-2_000));
    return runs.some(({ status }) => status !== 0);
  }

  /** Applies a mutant, and runs the test that must fail. */
  test(mutant: Mutant): Result {
    const file = join(this.#copy, mutant.file);
    const text = readFileSync(file, 'utf8');
    if (text.split(mutant.from).length !== 2) return 'NOT FOUND';
    writeFileSync(
      file,
      text.replace(mutant.from, () => mutant.to),
    );
    try {
      return mutant.caughtBy === 'simulation' ? this.#simulate(mutant) : this.#testFiles(mutant.caughtBy);
    } finally {
      writeFileSync(file, text);
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #simulate({ file }: Mutant): Result {
    // Mutants that do not change the template share one synthesis.
    const run = mkdtempSync(join(this.#folder, 'run-'));
    const { status, stderr, hung } = this.#simulation(schedules, changesTemplate(file) ? run : this.#folder);
    if (hung) return 'hung';
    if (status === 0) return 'SURVIVED';
    // The mutant counts as caught only if an invariant is violated, not if the program fails to start.
    return stderr.includes(violationText) ? 'caught' : this.#broken(stderr);
  }

  #simulation(count: string, runFolder: string) {
    const args = ['--max-semi-space-size=64', 'test/simulation/main.ts', '--schedules', count, '--first'];
    return this.#node(args, runFolder, timeLimit.simulation);
  }

  #testFiles(paths: string): Result {
    const files = paths.split(' ');
    const run = this.#node([...jest, ...files], this.#folder, timeLimit.test * files.length);
    if (run.hung) return 'hung';
    if (run.status === 0) return 'SURVIVED';
    return /^Tests: +\d+ failed/m.test(run.stderr) ? 'caught' : this.#broken(run.stderr);
  }

  #node(args: readonly string[], runFolder: string, timeout: number) {
    const { status, stderr, error } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...args],
      {
        cwd: this.#copy,
        env: { ...process.env, TEST_RUN_FOLDER: runFolder },
        encoding: 'utf8',
        timeout,
        // A process in an endless loop handles no signal.
        killSignal: 'SIGKILL',
      },
    );
    return { status, stderr, hung: error !== undefined && 'code' in error && error.code === 'ETIMEDOUT' };
  }

  #broken(output: string): 'BROKEN' {
    this.#report(output.slice(-2_000));
    return 'BROKEN';
  }
}
