import { parseArgs } from 'node:util';
import { cpuTimeOfAnalysis } from './cpu-time.ts';
import { maxFalseFindings, seededRun } from './seeded-run.ts';

const help = `Analyzes previews of the simulator, and prints how many of their defects were found.

  npm run analysis -- [options]

  --defects <n>   Number of previews with each defect. Default: 500.
  --clean <n>     Number of previews without a defect. Default: 5000.
  --seed <n>      Seed of all previews. Default: 1.

The exit code is 1 if a defect is missed, if more than one in 5,000 clean previews has a finding (none of fewer than
5,000), or if ten seconds of audio take more than 30 ms of CPU time.
`;

const { values } = parseArgs({
  options: {
    defects: { type: 'string', default: '500' },
    clean: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const maxMilliseconds = 30;

if (values.help) process.stdout.write(help);
else await run(Number(values.defects), Number(values.clean), Number(values.seed));

async function run(defects: number, clean: number, seed: number): Promise<void> {
  const { first, median } = await cpuTimeOfAnalysis(30);
  const { found, missed, falseFindings } = await seededRun(seed, defects, clean);
  for (const line of [...missed, ...falseFindings]) print(line);
  for (const [finding, count] of found) print(`${finding.padEnd(24)} ${count} of ${defects} found`);
  print(`${'clean previews'.padEnd(24)} ${falseFindings.length} of ${clean} with a finding`);
  print(
    `${'10 s of 24 kHz audio'.padEnd(24)} ${median.toFixed(1)} ms of CPU time, ${first.toFixed(1)} ms at first`,
  );
  const isFalse = falseFindings.length > maxFalseFindings(clean);
  if (missed.length > 0 || isFalse || median > maxMilliseconds) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
