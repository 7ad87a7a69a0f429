/**
 * Compares ways to wait for the provider's review, which sends no notification: this stack, the same workflow with the
 * former loop of polls, and AWS's job poller. All run in one process, in virtual time, with the stack's own functions.
 * `npm run bench:waiting -- [--voices 60] [--many 1000] [--review 0,30,120,600,3600] [--states]`.
 */
import { parseArgs } from 'node:util';
import type { Deployment } from '../simulated-account.ts';
import { deadSweep, lostTokens } from './waiting/broken-sweeps.ts';
import { thisStack } from './waiting/deployment.ts';
import { formerLoop } from './waiting/former-loop.ts';
import { jobPoller } from './waiting/job-poller.ts';
import { type Figures, measure } from './waiting/measure.ts';

const { values } = parseArgs({
  options: {
    voices: { type: 'string', default: '60' },
    many: { type: 'string', default: '1000' },
    review: { type: 'string', default: '0,30,120,600,3600' },
    states: { type: 'boolean', default: false },
  },
});
Error.stackTraceLimit = 0;

const ways: readonly (readonly [string, Deployment])[] = [
  ['this stack', thisStack],
  ['former loop, 5 to 120 s', formerLoop],
  ['AWS job poller, 30 s', jobPoller(30)],
  ['job poller, 10 s', jobPoller(10)],
];
const apartMilliseconds = 137;
/** Just below the rate at which creates are allowed to start. */
const apartAtMany = 125;

const voices = Number(values.voices);
heading('review', 'way', 'voices', 'lost', 'transitions a voice', 'calls a voice', 'lag: median', 'longest');
for (const reviewSeconds of values.review.split(',').map(Number)) {
  for (const [name, deployment] of ways) {
    const figures = await measure(deployment, { voices, reviewSeconds, apartMilliseconds });
    row(`${reviewSeconds} s`, name, ...waitingOf(figures));
    if (values.states) print(JSON.stringify(figures.states, null, 1));
  }
}

const many = Number(values.many);
if (many > 0) {
  heading(
    'this stack',
    'review',
    'voices',
    'lost',
    'transitions a voice',
    'calls a voice',
    'lag: median',
    'longest',
  );
  for (const [name, deployment, count, reviewSeconds] of [
    ['400 voices', thisStack, 400, 600],
    ['a review of most of a day', thisStack, 5, 16 * 3_600],
    ['every fifth token lost', lostTokens, voices, 600],
    ['dead sweep', deadSweep, voices, 600],
  ] as const) {
    const load = { voices: count, reviewSeconds, apartMilliseconds };
    row(name, `${reviewSeconds} s`, ...waitingOf(await measure(deployment, load)));
  }
  heading(
    'voices',
    'way',
    'lost',
    'calls a second: mean',
    'max',
    'seconds above 10',
    'lag: median',
    'longest',
  );
  for (const [name, deployment] of ways) {
    const load = { voices: many, reviewSeconds: 600, apartMilliseconds: apartAtMany, reconciles: true };
    const { lost, rate, lag } = await measure(deployment, load);
    const over = `${rate.overLimit} of ${rate.seconds}`;
    row(many, name, lost, rate.mean.toFixed(1), rate.max, over, seconds(lag.median), seconds(lag.max));
  }
}

function waitingOf({ voices, lost, transitions, queries, lag }: Figures): (string | number)[] {
  return [voices, lost, transitions.toFixed(1), queries.toFixed(1), seconds(lag.median), seconds(lag.max)];
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`;
}

function heading(...columns: readonly string[]): void {
  print(`\n| ${columns.join(' | ')} |\n|${' --- |'.repeat(columns.length)}`);
}

function row(...cells: readonly (string | number)[]): void {
  print(`| ${cells.join(' | ')} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
