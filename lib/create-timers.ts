import { z } from 'zod';

/** Lambda's own limit. */
const longestFunctionSeconds = 900;

const seconds = z.number().positive();
const wholeSeconds = z.int().positive();

/** The timers of one create, each inside of the next; the horizon is above them all. */
export const createTimers = z.strictObject({
  /** From the request to the answer's headers: a little longer than the provider takes at most. */
  answerSeconds: seconds.default(305),
  /** From the request to the answer's end. */
  totalSeconds: seconds.default(340),
  /** The create function's time limit. */
  functionSeconds: wholeSeconds.max(longestFunctionSeconds).default(360),
  /** How long the workflow waits for the function. */
  stateSeconds: wholeSeconds.default(420),
  /** After this long the provider gives a request up. */
  providerSeconds: seconds.default(300),
  /** After its function's time limit a claim is still believed for this long. */
  claimMarginSeconds: seconds.default(60),
  /** Between two of the scans that prove an absence. */
  scansApartSeconds: seconds.default(60),
});
export type CreateTimers = Readonly<z.infer<typeof createTimers>>;

/** What is wrong with timers that do not nest, each by the name of its setting. */
export function timerProblems(timers: CreateTimers, horizonSeconds: number): string[] {
  const problems: string[] = [];
  const nested = ['answerSeconds', 'totalSeconds', 'functionSeconds', 'stateSeconds'] as const;
  for (const [index, outer] of nested.entries()) {
    const inner = nested[index - 1];
    if (inner !== undefined && timers[outer] <= timers[inner]) {
      problems.push(`createTimers.${outer}: ${timers[outer]} is not longer than ${inner}, ${timers[inner]}`);
    }
  }
  if (horizonSeconds < unlistedSeconds(timers)) {
    problems.push(
      `horizonSeconds: ${horizonSeconds} is shorter than what a create may take before its voice is listed, ` +
        `${timers.functionSeconds} s of the function and ${timers.providerSeconds} s of the provider`,
    );
  }
  if (horizonSeconds <= timers.stateSeconds) {
    problems.push(
      `horizonSeconds: ${horizonSeconds} is not longer than stateSeconds, ${timers.stateSeconds}`,
    );
  }
  return problems;
}

/** A create may be sent until its function's end, and the provider may work on it for as long as it does. */
export function unlistedSeconds({ functionSeconds, providerSeconds }: CreateTimers): number {
  return functionSeconds + providerSeconds;
}
