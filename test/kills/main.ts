import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Random, randomFrom } from '../../simulator/random.ts';
import { type Kill, KilledStack, type Requested, requestsPerKill } from './killed-stack.ts';
import { AuditioningCaller } from './requested-auditions.ts';
import { randomVoice, slowVoice } from './requested-voices.ts';

const help = `Kills the local stack (kill -9) at random times while it creates voices, while executions are parked until the end of
a review, and while auditions are decided and aliases are moved, remade and deleted. The simulated provider keeps running.
At the end of each round the voices, auditions, aliases, previews and events must be as they would be without the kills,
and no execution may be parked. An alias that answered before a kill must answer after it.

  npm run kills -- [--kills 10] [--seed 1]

A round has 10 kills. Before each kill two voices, or a voice and an audition of two candidates, are requested. Some kills
wait until a voice is parked, others for a choice, a remake or the deletion of an alias. The exit code is 1 if a check fails.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const killsPerRound = 10;
const requestsPerRound = killsPerRound * requestsPerKill;

/** Settings of the deployment. Its horizon is 21 seconds, and the time scale makes its waits ten times shorter. */
const settings = {
  createTimers: {
    answerSeconds: 3,
    totalSeconds: 4,
    functionSeconds: 5,
    stateSeconds: 8,
    providerSeconds: 4,
    claimMarginSeconds: 1,
    scansApartSeconds: 1,
  },
  pollFirstSeconds: 1,
  pollMaxSeconds: 8,
  reviewDeadlineHours: { seconds: 3_600 },
  reconcileEveryMinutes: 1,
};

if (values.help) process.stdout.write(help);
else process.exitCode = await run(Number(values.kills), Number(values.seed));

async function run(kills: number, seed: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const settingsFile = join(folder, 'settings.json');
  writeFileSync(settingsFile, JSON.stringify(settings));
  const args = ['--time-scale', '10', '--settings', settingsFile];
  const series = await KilledStack.start(join(folder, 'state'), args);
  const random = randomFrom(seed);
  let violationCount = 0;
  try {
    for (let round = 1; series.kills.length < kills; round += 1) {
      const requests = Array.from({ length: requestsPerRound }, (_, i) =>
        requestOf(`${seed}/${round}/${i}`, i, random),
      );
      const found = await series.round(
        requests,
        Math.min(killsPerRound, kills - series.kills.length),
        random,
      );
      violationCount += found.length;
      print(`round ${round}: ${series.kills.length} kills, ${series.description}`);
      for (const each of found) print(`  ${each}`);
    }
  } catch (error) {
    print(`State and output are kept in ${folder}`);
    writeFileSync(join(folder, 'output'), series.stack.output);
    await series.stack.stop();
    throw error;
  }
  await series.stack.stop();
  rmSync(folder, { recursive: true, force: true });
  const hits = (kind: keyof Kill) => series.kills.filter((kill) => kill[kind] > 0).length;
  print(
    `${kills} kills survived with ${series.description}, ${violationCount} violations (seed ${seed}). ` +
      `Kills that hit parked voices: ${hits('parked')}, auditions without a choice: ${hits('auditions')}, ` +
      `choices, remakes and deletions before their answer: ${hits('calls')}, pending remakes: ${hits('remakes')}.`,
  );
  return violationCount === 0 ? 0 : 1;
}

/** Returns the request at a place in a round. About every third one is for an audition. */
function requestOf(key: string, place: number, random: Random): Requested {
  if (place % (2 * requestsPerKill) === requestsPerKill) return slowVoice(key);
  return place % 3 === 1 ? new AuditioningCaller(key, random) : randomVoice(key, random);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
