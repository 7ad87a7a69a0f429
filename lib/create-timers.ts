import { z } from 'zod';

/** Lambda's own limit. */
const longestFunctionSeconds = 900;

const seconds = z.number().positive();
const wholeSeconds = z.int().positive();

/** Above the function's and the provider's time: until a voice that was made is in the provider's list. */
const listedSeconds = 120;

/** The provider's time at its slowest host, a workspace host; the client's vocabulary has the others. */
export const longestProviderSeconds = 3_600;

/** The timers of one create, each inside of the next; the horizon is above them all. */
export const createTimers = z.strictObject({
  /** From the request to the answer's headers. A create that is answered later is found by its name, without its preview. */
  answerSeconds: seconds.default(305),
  /** From the request to the answer's end. */
  totalSeconds: seconds.default(340),
  /** The create function's time limit. */
  functionSeconds: wholeSeconds.max(longestFunctionSeconds).default(360),
  /** How long the workflow waits for the function. */
  stateSeconds: wholeSeconds.default(420),
  /** After this long a provider on this machine gives up a request; the provider's own hosts document theirs. */
  providerSeconds: seconds.default(300),
  /** After its function's time limit a claim is still believed for this long. */
  claimMarginSeconds: seconds.default(60),
  /** Between two of the scans that prove an absence. */
  scansApartSeconds: seconds.default(60),
});
export type CreateTimers = Readonly<z.infer<typeof createTimers>>;

/** What the horizon of an attempt is made of besides the function's and the provider's time; seconds, scaled. */
export interface HorizonSettings {
  readonly marginSeconds: number;
  /** The configured horizon, which only lengthens; 0 for none. */
  readonly minSeconds: number;
}

/** The function's and the provider's time are not scaled: neither is a wait of the deployment's own. */
export function horizonSettings(horizonSeconds: number | undefined, timeScale: number): HorizonSettings {
  return { marginSeconds: listedSeconds / timeScale, minSeconds: (horizonSeconds ?? 0) / timeScale };
}

/** Seconds from a claim until a voice that is not listed counts as not made, at a provider of this speed. */
export function horizonAt(
  providerSeconds: number,
  { functionSeconds }: CreateTimers,
  { marginSeconds, minSeconds }: HorizonSettings,
): number {
  return Math.max(functionSeconds + providerSeconds + marginSeconds, minSeconds);
}

/** What is wrong with timers that do not nest, each by the name of its setting. */
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
      problems.push(`createTimers.${outer}: ${timers[outer]} is not longer than ${inner}, ${timers[inner]}`);
    }
  }
  const { functionSeconds, providerSeconds, stateSeconds } = timers;
  if (horizonSeconds !== undefined && horizonSeconds < functionSeconds + providerSeconds) {
    problems.push(
      `horizonSeconds: ${horizonSeconds} is shorter than what a create may take before its voice is listed, ` +
        `${functionSeconds} s of the function and ${providerSeconds} s of the provider`,
    );
  }
  const shortest = horizonAt(providerSeconds, timers, horizon);
  if (stateSeconds >= shortest) {
    problems.push(`createTimers.stateSeconds: ${stateSeconds} is not shorter than the horizon, ${shortest}`);
  }
  return problems;
}
