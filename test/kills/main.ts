import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { VoiceView } from '../../client/index.ts';
import { randomFrom } from '../../simulator/random.ts';
import { LocalStack } from '../e2e/support/local-stack.ts';
import { parkedVoices, waitUntilParked } from './parked-voices.ts';
import {
  type RequestedVoice,
  randomVoice,
  sendRequests,
  slowVoice,
  voiceToRequest,
} from './requested-voices.ts';
import { violations } from './violations.ts';
import { waitUntilIdle } from './wait-until-idle.ts';

const help = `Kills the local stack (kill -9) at random times while it creates voices and while executions are parked until the end
of a review. The simulated provider keeps running. At the end of each round the voices, previews and events must be as
they would be without the kills, and no execution may be parked.

  npm run kills -- [--kills 10] [--seed 1]

A round has 10 kills, and two voices are requested before each. Every second kill waits until a voice is parked. The exit code is 1 if a check fails.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const killsPerRound = 10;
/** Voices that are requested before each kill. */
const voicesPerKill = 2;
const voicesPerRound = killsPerRound * voicesPerKill;
/** Longest wait for a state. A loaded machine must make the run slow, not red. */
const waitMs = 600_000;

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
  const random = randomFrom(seed);
  const args = ['--time-scale', '10', '--settings', settingsFile];
  const start = () => LocalStack.start(join(folder, 'state'), { args });
  let stack = await start();
  // Rate limits would only slow the test down. One of the marks tests throttling.
  await stack.simulator.changeSettings({ cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0 });
  let survived = 0;
  let violationCount = 0;
  /** Numbers of parked voices at the kills. */
  const parked: number[] = [];
  const announced = new Set<string>();
  let voices: readonly VoiceView[] = [];
  try {
    // A list without any voice of this deployment proves no absence, so each family needs one before the first kill.
    await sendAll(
      (['cosyvoice', 'qwen'] as const).map((family) => voiceToRequest(`first ${family}`, family)),
      stack,
    );
    await waitUntilIdle(stack, waitMs);
    for (let round = 1; survived < kills; round += 1) {
      const requested = Array.from({ length: voicesPerRound }, (_, i) => {
        const key = `${seed}/${round}/${i}`;
        return i % (2 * voicesPerKill) === voicesPerKill ? slowVoice(key) : randomVoice(key, random);
      });
      const before = survived;
      for (const end = Math.min(kills, survived + killsPerRound); survived < end; survived += 1) {
        const due = requested.slice(0, (survived - before + 1) * voicesPerKill);
        const sending = sendRequests(due, stack.note);
        const isSlow = (survived - before) % 2 === 1;
        if (isSlow) await waitUntilParked(stack.note, waitMs);
        await sleep(random() * (isSlow ? 500 : 3_000));
        parked.push((await parkedVoices(stack.note)).length);
        await stack.kill();
        await sending;
        stack = await start();
      }
      await sendAll(requested, stack);
      voices = await waitUntilIdle(stack, waitMs);
      const found = await violations(stack, voices, announced);
      for (const { voiceId } of voices) announced.add(voiceId);
      violationCount += found.length;
      print(`round ${round}: ${survived} kills, ${voices.length} voices (${countOf(voices)})`);
      for (const each of found) print(`  ${each}`);
    }
  } catch (error) {
    print(`State and output are kept in ${folder}`);
    writeFileSync(join(folder, 'output'), stack.output);
    await stack.stop();
    throw error;
  }
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
  print(
    `${survived} kills survived with ${voices.length} voices, ${violationCount} violations (seed ${seed}). ` +
      `${parked.filter((count) => count > 0).length} kills hit parked voices, ${Math.max(...parked)} at most.`,
  );
  return violationCount === 0 ? 0 : 1;
}

async function sendAll(requested: readonly RequestedVoice[], stack: LocalStack): Promise<void> {
  while (requested.some(({ answered }) => !answered)) await sendRequests(requested, stack.note);
}

function countOf(voices: readonly VoiceView[]): string {
  const groups = Map.groupBy(voices, ({ status }) => status);
  return [...groups].map(([status, of]) => `${of.length} ${status}`).join(', ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
