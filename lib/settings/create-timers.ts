import { z } from 'zod';

/** Lambda's maximum. */
const longestFunctionSeconds = 900;

const seconds = z.number().positive();
const wholeSeconds = z.int().positive();

/** Longest time from the creation of a voice to its appearance in the provider's list. */
const listedSeconds = 120;

/** Time-out of the provider's slowest hosts, the workspace hosts. `lambdas/shared/dashscope` has those of the others. */
export const longestProviderSeconds = 3_600;

/** The time-outs of one create. The first four ascend, and the horizon is longer than all of them. */
export const createTimers = z.strictObject({
  /** Time from the request to the answer's headers. After it, the voice is found by its name, without its preview. */
  answerSeconds: seconds.default(305),
  /** Time from the request to the end of the answer. */
  totalSeconds: seconds.default(340),
  /** Time-out of the create function. */
  functionSeconds: wholeSeconds.max(longestFunctionSeconds).default(360),
  /** Time-out of the workflow's state that invokes the function. */
  stateSeconds: wholeSeconds.default(420),
  /** Time-out of a provider on this machine. DashScope documents those of its hosts. */
  providerSeconds: seconds.default(300),
  /** Time for which a claim stays valid after the time-out of its function. */
  claimMarginSeconds: seconds.default(60),
  /** Time between the scans that prove a voice absent. */
  scansApartSeconds: seconds.default(60),
});
export type CreateTimers = Readonly<z.infer<typeof createTimers>>;

/**
 * The parts of an attempt's horizon that the time scale shortens, in seconds. The time-outs of the function and of the
 * provider are the other parts.
 */
export interface HorizonSettings {
  readonly marginSeconds: number;
  /** The configured horizon, a lower bound, or 0. */
  readonly minSeconds: number;
}

/** Returns the scaled parts. The other two are not waits, so they do not become shorter in a local run. */
export function horizonSettings(horizonSeconds: number | undefined, timeScale: number): HorizonSettings {
  return { marginSeconds: listedSeconds / timeScale, minSeconds: (horizonSeconds ?? 0) / timeScale };
}

/**
 * Returns the seconds from a claim until a voice that is not listed counts as not created.
 *
 * @param providerSeconds time-out of the provider's host
 */
export function horizonAt(
  providerSeconds: number,
  { functionSeconds }: CreateTimers,
  { marginSeconds, minSeconds }: HorizonSettings,
): number {
  return Math.max(functionSeconds + providerSeconds + marginSeconds, minSeconds);
}

/** Returns a message for each timer that is not longer than the one before it. Messages begin with the setting's name. */
export function timerProblems(
  timers: CreateTimers,
  horizonSeconds: number | undefined,
  horizon: HorizonSettings,
): string[] {
  const problems: string[] = [];
  const nested = ['answerSeconds', 'totalSeconds', 'functionSeconds', 'stateSeconds'] as const;
  for (const [index, outer] of nested.entries()) {
    const inner = nested[index - 1];
    if (inner !== undefined && timers[outer] <= timers[inner]) {
      problems.push(`createTimers.${outer}: ${timers[outer]} must be longer than ${inner}, ${timers[inner]}`);
    }
  }
  const { functionSeconds, providerSeconds, stateSeconds } = timers;
  if (horizonSeconds !== undefined && horizonSeconds < functionSeconds + providerSeconds) {
    problems.push(
      `horizonSeconds: ${horizonSeconds} is shorter than the time-outs of a create, ` +
        `${functionSeconds} s of the function and ${providerSeconds} s of the provider`,
    );
  }
  const shortest = horizonAt(providerSeconds, timers, horizon);
  if (stateSeconds >= shortest) {
    problems.push(`createTimers.stateSeconds: ${stateSeconds} must be shorter than the horizon, ${shortest}`);
  }
  return problems;
}
