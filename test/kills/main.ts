import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { VoiceView } from '../../client/index.ts';
import { randomFrom } from '../../simulator/random.ts';
import { LocalStack } from '../e2e/support/local-stack.ts';
import { atRest } from './at-rest.ts';
import { violations } from './violations.ts';
import { ask, drawnWish, type Wish, wish } from './wishes.ts';

const help = `Kills the local stack (kill -9) at random moments while it makes voices; the simulated provider lives on. At the end
of each round everything has to be as if nothing had happened.

  npm run kills -- [--kills 10] [--seed 1]

A round is 20 voices and 10 kills. The exit code is 1 if anything does not hold.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const voicesARound = 20;
const killsARound = 10;
const patienceMs = 180_000;

/** A deployment whose horizon is 21 seconds, ten times faster where it waits. */
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
  // The account's rate is not what this is about, and a mark throttles.
  await stack.simulator.changeSettings({ cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0 });
  let survived = 0;
  let broken = 0;
  const announced = new Set<string>();
  let voices: readonly VoiceView[] = [];
  try {
    // An account that shows no voice of ours proves nothing: one of each family is there before the first kill.
    await answered(
      (['cosyvoice', 'qwen'] as const).map((family) => wish(`first ${family}`, family)),
      stack,
    );
    await atRest(stack, patienceMs);
    for (let round = 1; survived < kills; round += 1) {
      const wishes = Array.from({ length: voicesARound }, (_, i) =>
        drawnWish(`${seed}/${round}/${i}`, random),
      );
      for (const end = Math.min(kills, survived + killsARound); survived < end; survived += 1) {
        const asking = ask(wishes, stack.note);
        await sleep(random() * 3_000);
        await stack.kill();
        await asking;
        stack = await start();
      }
      await answered(wishes, stack);
      voices = await atRest(stack, patienceMs);
      const found = await violations(stack, voices, announced);
      for (const { voiceId } of voices) announced.add(voiceId);
      broken += found.length;
      print(`round ${round}: ${survived} kills, ${voices.length} voices (${countOf(voices)})`);
      for (const each of found) print(`  ${each}`);
    }
  } catch (error) {
    print(`Kept for a look: ${folder}`);
    writeFileSync(join(folder, 'output'), stack.output);
    await stack.stop();
    throw error;
  }
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
  print(`${survived} kills survived with ${voices.length} voices, ${broken} violations (seed ${seed})`);
  return broken === 0 ? 0 : 1;
}

async function answered(wishes: readonly Wish[], stack: LocalStack): Promise<void> {
  while (wishes.some(({ settled }) => !settled)) await ask(wishes, stack.note);
}

function countOf(voices: readonly VoiceView[]): string {
  const groups = Map.groupBy(voices, ({ status }) => status);
  return [...groups].map(([status, of]) => `${of.length} ${status}`).join(', ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
