import { setTimeout as sleep } from 'node:timers/promises';
import { VoiceClient, type VoiceView } from '../../client/index.ts';
import type { Random } from '../../simulator/random.ts';
import { LocalStack } from '../e2e/support/local-stack.ts';
import { parkedVoices, waitUntilParked } from './parked-voices.ts';
import { AuditioningCaller } from './requested-auditions.ts';
import { type RequestedVoice, sendRequests, voiceToRequest } from './requested-voices.ts';
import { type ReceivedEvents, violations } from './violations.ts';
import { waitUntilIdle } from './wait-until-idle.ts';

export type Requested = RequestedVoice | AuditioningCaller;

/** Requests that are sent before each kill. */
export const requestsPerKill = 2;
/** Longest wait for a state. A loaded machine must make the run slow, not red. */
const waitMs = 600_000;
/** Longest wait for an action of a caller. The kill follows in any case. */
const actionWaitMs = 5_000;

/** Numbers of what a kill has hit. */
export interface Kill {
  /** Voices whose execution was parked. */
  readonly parked: number;
  /** Auditions without a choice. */
  readonly auditions: number;
  /** Choices, remakes, and deletions of aliases whose call was not answered yet. */
  readonly calls: number;
  /** Aliases whose remake had not ended shortly before. */
  readonly remakes: number;
}

/** A local stack that is killed again and again, with its callers. */
export class KilledStack {
  stack: LocalStack;
  readonly kills: Kill[] = [];
  readonly #start: () => Promise<LocalStack>;
  readonly #callers: AuditioningCaller[] = [];
  readonly #received: ReceivedEvents = new Map();
  #voices: readonly VoiceView[] = [];

  private constructor(stack: LocalStack, start: () => Promise<LocalStack>) {
    this.stack = stack;
    this.#start = start;
  }

  static async start(stateFolder: string, args: readonly string[]): Promise<KilledStack> {
    const start = () => LocalStack.start(stateFolder, { args });
    const stack = await start();
    // Rate limits would only slow the test down. One of the marks tests throttling.
    await stack.simulator.changeSettings({ cosyvoiceCallsPerSecond: 0, qwenCallsPerMinute: 0 });
    // A list without any voice of this deployment proves no absence, so each family needs one before the first kill.
    const first = (['cosyvoice', 'qwen'] as const).map((each) => voiceToRequest(`first ${each}`, each));
    await sendAll(first, stack);
    await waitUntilIdle(stack, waitMs);
    return new KilledStack(stack, start);
  }

  /**
   * Kills the stack while it handles requests, and then waits until all work has ended.
   *
   * @returns the violations
   */
  async round(requested: readonly Requested[], kills: number, random: Random): Promise<string[]> {
    const found: string[] = [];
    for (let place = 0; place < kills; place += 1) {
      const due = requested.slice(0, (place + 1) * requestsPerKill);
      found.push(...(await this.#killDuring(due, place, random)));
    }
    const { voices, callers } = separated(requested);
    this.#callers.push(...callers);
    await Promise.all([sendAll(voices, this.stack), ...callers.map((each) => each.live(this.stack.note))]);
    this.#voices = await waitUntilIdle(this.stack, waitMs);
    found.push(...(await this.#readAliases(callers)));
    return [...found, ...(await violations(this.stack, this.#voices, this.#callers, this.#received))];
  }

  /** The numbers of voices and auditions, with the statuses of the voices. */
  get description(): string {
    const groups = Map.groupBy(this.#voices, ({ status }) => status);
    const statuses = [...groups].map(([status, of]) => `${of.length} ${status}`);
    return `${this.#voices.length} voices (${statuses.join(', ')}) and ${this.#callers.length} auditions`;
  }

  async #killDuring(due: readonly Requested[], place: number, random: Random): Promise<string[]> {
    const { note } = this.stack;
    const { voices, callers } = separated(due);
    const found = await this.#readAliases(callers);
    const end = new AbortController();
    const sending = [sendRequests(voices, note), ...callers.map((each) => each.live(note, end.signal))];
    if (place % 2 === 1) {
      await waitUntilParked(note, waitMs);
      await sleep(random() * 500);
    } else if (place % 4 === 2) {
      await waitForAction(callers);
      await sleep(random() * 150);
    } else await sleep(random() * 3_000);
    const parked = (await parkedVoices(note)).length;
    this.kills.push({
      parked,
      auditions: callers.filter(({ isOpen }) => isOpen).length,
      calls: callers.filter(({ isActing }) => isActing).length,
      remakes: callers.filter(({ isRemaking }) => isRemaking).length,
    });
    await this.stack.kill();
    end.abort();
    await Promise.all(sending);
    this.stack = await this.#start();
    return [...found, ...(await this.#readAliases(callers))];
  }

  async #readAliases(callers: readonly AuditioningCaller[]): Promise<string[]> {
    const client = new VoiceClient(this.stack.note);
    return (await Promise.all(callers.map((each) => each.readAlias(client)))).flat();
  }
}

function separated(requested: readonly Requested[]) {
  const callers = requested.filter((each) => each instanceof AuditioningCaller);
  const voices = requested.flatMap((each) => (each instanceof AuditioningCaller ? [] : [each]));
  return { callers, voices };
}

/** Waits until a caller sends a choice, a remake or a deletion, but not long. */
async function waitForAction(callers: readonly AuditioningCaller[]): Promise<void> {
  const count = () => callers.reduce((sum, { actions }) => sum + actions, 0);
  const before = count();
  for (const startedAt = Date.now(); Date.now() - startedAt < actionWaitMs; await sleep(5)) {
    if (count() > before) return;
  }
}

async function sendAll(requested: readonly RequestedVoice[], stack: LocalStack): Promise<void> {
  while (requested.some(({ answered }) => !answered)) await sendRequests(requested, stack.note);
}
