/**
 * Compares this stack with a naive workflow (call, then write, with the default retries of Step Functions and the CDK).
 * Both run the same schedules of faults. `npm run bench:naive -- [--schedules 2000] [--seed 1]`. Runs in virtual time
 * and counts outcomes, not seconds.
 */
import { parseArgs } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { executionName, readProviderName } from '../../../lambdas/shared/voice/ids.ts';
import { Caller } from '../callers.ts';
import { keepSchedule, populate, roundMilliseconds } from '../schedule.ts';
import { asSynthesized, type Deployment, faultMilliseconds, SimulatedAccount } from '../simulated-account.ts';
import { naive, nameOf } from './naive-deployment.ts';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
  },
});
Error.stackTraceLimit = 0;

interface Tally {
  requests: number;
  made: number;
  doubled: number;
  unrecorded: number;
  unfinished: number;
  ready: number;
}
const newTally = (): Tally => ({
  requests: 0,
  made: 0,
  doubled: 0,
  unrecorded: 0,
  unfinished: 0,
  ready: 0,
});

/** Rounds of one hour without faults. A request that has not ended after them counts as unfinished. */
const rounds = 3;

const variants = [
  ['call, then write', naive, newTally()],
  ['this stack', asSynthesized, newTally()],
] as const;
for (let number = 0; number < Number(values.schedules); number += 1) {
  const seed = Number(values.seed) * 1_000_003 + number;
  for (const [, deployment, tally] of variants) await run(seed, deployment, tally);
}
process.stdout.write(
  `| | requests | voices made | requests with two voices | made, in no record | without an end | ready |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
`,
);
for (const [name, , tally] of variants) process.stdout.write(`${row(name, tally)}\n`);

function row(name: string, { requests, made, doubled, unrecorded, unfinished, ready }: Tally): string {
  const share = (count: number) => `${count} (${((100 * count) / requests).toFixed(1)} %)`;
  return `| ${[name, requests, made, share(doubled), unrecorded, share(unfinished), share(ready)].join(' | ')} |`;
}

function run(seed: number, deployment: Deployment, tally: Tally): Promise<void> {
  const account = new SimulatedAccount(seed, deployment);
  return account.simulate(async () => {
    await populate(account);
    const { time, faults, engine } = account;
    const callers = [0, 1].map((index) => new Caller(account, `key-${index}`));
    const requests = Promise.all(callers.map((caller) => requestAndStop(caller, account)));
    const isNaive = deployment === naive;
    if (!isNaive) keepSchedule(account, 900_000, 1_800_000, () => void account.reconcile());
    await time.pass(time.now() + faultMilliseconds);
    faults.end();
    for (let round = 0; round < rounds; round += 1) {
      if (!isNaive) void account.reconcile();
      await time.pass(time.now() + roundMilliseconds);
    }
    await requests;
    count(account, callers, isNaive, tally);
    engine.close();
  });
}

async function requestAndStop(
  caller: Caller,
  { faults, time, random, engine }: SimulatedAccount,
): Promise<void> {
  const voiceId = await caller.request();
  if (!faults.strikes('execution: stopped')) return;
  await time.sleep(random.between(0, 600_000));
  engine.stop('design', executionName(voiceId, 0));
}

function count(account: SimulatedAccount, callers: readonly Caller[], isNaive: boolean, tally: Tally): void {
  const items = account.table.items().map((item) => unmarshall(Object(item)));
  const recorded = new Set(items.map(({ voiceId }) => String(voiceId)));
  for (const { voiceId } of callers) {
    const item = items.find((each) => each.voiceId === voiceId);
    if (!item) continue;
    const { status, providerVoiceId, nameToken } = item;
    const isOf = ({ name }: { readonly name: string }) =>
      isNaive
        ? name === nameOf(String(voiceId))
        : readProviderName('vd', name)?.token === (nameToken ?? null);
    const made = account.provider.voices.filter(isOf);
    const isRecorded = (id: string) => id === providerVoiceId || recorded.has(`ORPHAN#${id}`);
    tally.requests += 1;
    tally.made += made.length;
    tally.doubled += Number(made.length > 1);
    tally.unrecorded += made.filter((voice) => !isRecorded(voice.providerVoiceId)).length;
    tally.unfinished += Number(['REQUESTED', 'CREATING', 'DEPLOYING'].includes(status));
    tally.ready += Number(status === 'OK');
  }
}
