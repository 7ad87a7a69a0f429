import type { Mutant } from './mutant.ts';

const voice = 'lambdas/shared/voice';

/** Mutants of the wait for a review: the parked execution, the sweep, and its wakes. */
export const waiting: readonly Mutant[] = [
  {
    name: 'a parked execution waits past the deadline',
    file: `${voice}/review.ts`,
    from: 'Math.max(1, Math.min(stepAt(elapsedSeconds * timeScale), remainingSeconds));',
    to: 'Math.max(1, remainingSeconds > 0 ? stepAt(elapsedSeconds * timeScale) : 1);',
    caughtBy: 'test/lambdas/shared/voice/review.test.ts',
  },
  {
    name: 'an execution parks although the sweep does not find its voice',
    file: `${voice}/review.ts`,
    from: "return answer === 'DEPLOYING' && origin === 'requested';",
    to: "return answer === 'DEPLOYING' && (origin === 'requested' || origin === 'imported');",
    caughtBy: 'test/lambdas/query-voice/query-voice.test.ts',
  },
  {
    name: 'the same evidence wakes a voice at every sweep',
    file: `${voice}/wakes.ts`,
    from: "if (!history.evidence.split(' ').includes(evidence)) return true;",
    to: "if (!history.evidence.split(' ').includes(evidence) || history.wakes > 0) return true;",
    caughtBy: 'test/lambdas/shared/voice/wakes.test.ts',
  },
  {
    name: 'a part of the list proves that a voice is missing',
    file: `${voice}/wakes.ts`,
    from: 'const proves = list.isWhole && listed > 0;',
    to: 'const proves = listed > 0;',
    caughtBy: 'test/lambdas/shared/voice/wakes.test.ts',
  },
  {
    name: 'a list without any parked voice proves that one is missing',
    file: `${voice}/wakes.ts`,
    from: 'const proves = list.isWhole && listed > 0;',
    to: 'const proves = list.isWhole;',
    caughtBy: 'test/lambdas/shared/voice/wakes.test.ts',
  },
  {
    name: 'the item of a parking that has timed out stays',
    file: 'lambdas/shared/waiting-tasks.ts',
    from: 'return error instanceof TaskTimedOut || error instanceof InvalidToken || error instanceof TaskDoesNotExist;',
    to: 'return error instanceof InvalidToken || error instanceof TaskDoesNotExist;',
    caughtBy: 'simulation',
  },
  {
    name: 'a deletion does not wake the parked execution',
    file: 'lambdas/shared/actions/delete-voice.ts',
    from: 'await parkedVoices.requestWake(voiceId);',
    to: 'void parkedVoices;',
    caughtBy: 'test/workflow/parked-voices.test.ts',
  },
  {
    name: 'every run that an event starts sweeps a list that another run sweeps',
    file: 'lambdas/sweep-reviews/sweep-reviews.ts',
    from: 'if (relays && !holdsLease) await sweeps.takeOver(progress, lease);',
    to: 'if (!holdsLease) await sweeps.takeOver(progress, lease);',
    caughtBy: 'test/lambdas/sweep-reviews/sweep-reviews.test.ts',
  },
  {
    name: 'a query that was throttled waits for the longest time',
    file: 'lambdas/query-voice/query-voice.ts',
    from: "const answer = isThrottledCall ? { throttled: { retryAfterMs: error.retryAfterMs } } : 'no news';",
    to: "const answer = isThrottledCall ? 'no news' : 'no news';",
    caughtBy: 'test/lambdas/query-voice/query-voice.test.ts',
  },
];
