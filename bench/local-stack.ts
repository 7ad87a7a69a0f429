/**
 * Measures the local stack: the CPU time of all processes of a synthesis, and the CPU time and the memory of `npm start`,
 * without a voice and with many of them. The runner, its services and all functions are one process. The simulated
 * provider is another one, which is not measured. The provider reviews each voice, so that every execution parks and is
 * woken by a sweep.
 *
 * npm run bench:local -- [--voices 1000] [--cpu-prof <folder>]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { tasks } from '../scripts/launch/tasks.mjs';
import { readRunningStack } from '../scripts/running-stack.ts';
import { synthesisTimes } from './support/synthesis.ts';

const { values } = parseArgs({
  options: { voices: { type: 'string', default: '1000' }, 'cpu-prof': { type: 'string' } },
});
const requestsAtOnce = 10;
const reviewSeconds = 20;
const usageSchema = z.object({ cpuSeconds: z.number(), maxRSS: z.number() });
type Usage = z.infer<typeof usageSchema>;

const folder = mkdtempSync(join(tmpdir(), 'bench-local-'));
try {
  const { coldSeconds, warmSeconds } = await synthesisTimes();
  await measure(0);
  const idle = await measure(0);
  const voices = Number(values.voices);
  const busy = await measure(voices);
  const eachMs = ((busy.cpuSeconds - idle.cpuSeconds) / voices) * 1_000;
  console.log('| local stack | CPU | largest memory |\n| --- | --- | --- |');
  console.log(`| synthesis, without kept bundles | ${coldSeconds.toFixed(1)} s | |`);
  console.log(`| synthesis, with kept bundles | ${warmSeconds.toFixed(1)} s | |`);
  console.log(
    `| npm start, synthesized before, until ready and stopped | ${idle.cpuSeconds.toFixed(2)} s | ${mib(idle)} MiB |`,
  );
  console.log(`| ${voices} voices | ${eachMs.toFixed(0)} ms a voice | ${mib(busy)} MiB |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function mib({ maxRSS }: Usage): string {
  return (maxRSS / 1_024).toFixed(0);
}

/** Starts a stack, creates voices, waits until the provider has accepted all of them, and stops the stack. */
async function measure(voices: number): Promise<Usage> {
  const profile =
    values['cpu-prof'] === undefined || voices === 0
      ? []
      : ['--cpu-prof', `--cpu-prof-dir=${values['cpu-prof']}`];
  const stack = spawn(
    process.execPath,
    [
      ...(tasks.start?.nodeArgs ?? []),
      ...profile,
      '--import',
      join(import.meta.dirname, 'support', 'report-usage.mjs'),
      'scripts/start/main.ts',
      '--state',
      folder,
      '--port',
      '0',
      '--simulator-port',
      '0',
      '--review-seconds',
      String(reviewSeconds),
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules', '.cache', 'node-compile'),
        ...process.env,
        ...tasks.start?.env,
      },
    },
  );
  let output = '';
  stack.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const closed = once(stack, 'close');
  const prints = async (isComplete: () => boolean) => {
    while (!isComplete()) {
      if (stack.exitCode !== null) throw new Error(`The stack has ended: ${output}`);
      await once(stack.stdout, 'data');
    }
  };
  await prints(() => /^Ready in/m.test(output));
  if (voices > 0) await createVoices(voices);
  await prints(() => (output.match(/ {2}OK {9}/g) ?? []).length >= voices);
  stack.kill('SIGTERM');
  await closed;
  return usageSchema.parse(JSON.parse(/^usage (.+)$/m.exec(output)?.[1] ?? 'null'));
}

async function createVoices(count: number): Promise<void> {
  const note = readRunningStack(folder);
  if (note === null) throw new Error('The stack has written no stack.json.');
  const body = JSON.stringify({
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    voicePrompt: 'A calm voice that takes its time.',
    previewText: 'The harbour is quiet tonight.',
  });
  let left = count;
  const send = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await fetch(`${note.apiUrl.replace(/\/$/, '')}/voices`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${note.apiKey}`, 'Content-Type': 'application/json' },
      });
      if (answer.status !== 202) throw new Error(`A request was answered with ${answer.status}.`);
      await answer.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: requestsAtOnce }, send));
}
