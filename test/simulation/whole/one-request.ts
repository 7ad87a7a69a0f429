import type { Status } from '../../../lambdas/shared/contract.ts';
import type { Family } from '../../../lambdas/shared/dashscope/index.ts';
import { ApiCalls } from '../api-calls.ts';
import type { FaultKind } from '../faults.ts';
import { violationsAtRest } from '../invariants.ts';
import { addVoice, keepSchedule } from '../schedule.ts';
import { SimulatedAccount } from '../simulated-account.ts';
import { type Act, type Occasion, ScriptedFaults } from './scripted-faults.ts';

export interface RequestResult {
  /** Every occasion of a fault, in order. */
  readonly occasions: readonly Occasion[];
  readonly violations: readonly string[];
  readonly status: Status | undefined;
  /** Hash of everything that happened. */
  readonly trace: string;
}

const seed = 1;
const requestKey = 'key';
/** The review ends well within their deadline. */
const reviewSeconds = 3;
const minute = 60_000;
const longestMinutes = 36 * 60;
/** Number of checks in succession that find the account at rest, with five minutes between them. */
const calmChecks = 3;

/**
 * Runs one request for a voice of a family until the account is at rest.
 *
 * @param kinds the kinds of faults with occasions
 * @param script the occasions at which faults strike
 */
export async function runRequest(
  family: Family,
  kinds: ReadonlySet<FaultKind>,
  script: readonly Occasion[],
): Promise<RequestResult> {
  const scripted: ScriptedFaults[] = [];
  const account = new SimulatedAccount(seed, undefined, {
    family,
    faultsOf: (random) => {
      const faults = new ScriptedFaults(random, kinds, script);
      scripted.push(faults);
      return faults;
    },
  });
  const [faults] = scripted;
  if (faults) faults.onAct = (act) => account.time.after(0, () => actOn(account, act));
  const end = await account.simulate(() => request(account));
  account.engine.close();
  return { ...end, occasions: faults?.occasions ?? [], trace: account.trace.digest() };
}

async function request(account: SimulatedAccount): Promise<Pick<RequestResult, 'violations' | 'status'>> {
  const { time, provider, watch, faults } = account;
  provider.drawReview = (family) => ({ seconds: family === 'qwen' ? 0 : reviewSeconds, verdict: 'OK' });
  await faults.without(async () => {
    // No absence can be proved without a voice in the list.
    await addVoice(account);
    void account.functions.invoke('reconcile-list', account.list);
    await time.pass(time.now() + minute);
  });
  const caller: { requestKey: string; voiceId: string | null } = { requestKey, voiceId: null };
  const api = new ApiCalls(account);
  if (faults.strikes('caller: requests twice at once')) void api.request(requestKey);
  void api.request(requestKey).then((voiceId) => {
    caller.voiceId = voiceId;
  });
  // The first run comes after the checks of a request that ends without one.
  keepSchedule(account, 16 * minute, 30 * minute, () => void account.reconcile());
  let violations: readonly string[] = [];
  for (let minutes = 0, calm = 0; minutes < longestMinutes && calm < calmChecks; minutes += 5) {
    await time.pass(time.now() + 5 * minute);
    violations = violationsAtRest(account, [caller]);
    calm = violations.length === 0 ? calm + 1 : 0;
  }
  const record = watch.records().find(({ voiceId }) => voiceId === caller.voiceId);
  return { violations: [...watch.violations, ...violations], status: record?.status };
}

/** Stops the running executions that design a voice, or starts each a second time. */
function actOn({ engine }: SimulatedAccount, act: Act): void {
  const running = engine.all().filter(({ machine, status }) => machine === 'design' && status === 'RUNNING');
  for (const { name, input } of running) {
    if (act === 'execution: stopped') engine.stop('design', name);
    else if (!engine.find('design', `${name}-again`))
      engine.start('design', `${name}-again`, JSON.parse(input));
  }
}
