import type { Mutant } from './mutant.ts';

const dashscope = 'lambdas/shared/dashscope';
const takeSlot = 'lambdas/create-voice/take-slot.ts';
const budgetTests = 'test/lambdas/shared/dashscope/budget.test.ts';
const slotTests = 'test/lambdas/create-voice/take-slot.test.ts';

/** Mutants of the budget: the slots, the wait for them, and the holds after a 429. */
export const pacing: readonly Mutant[] = [
  {
    name: 'the slot of an idle lane is taken and left free',
    file: 'lambdas/shared/stores/budget.ts',
    from: "':after': from + gap,",
    to: "':after': from,",
    caughtBy: 'test/lambdas/shared/stores/budget.test.ts',
  },
  {
    name: 'other calls have as many slots as creates',
    file: `${dashscope}/slots.ts`,
    from: 'tickUs * period;\n}',
    to: 'tickUs;\n}',
    caughtBy: 'test/lambdas/shared/dashscope/slots.test.ts',
  },
  {
    name: 'a share is rounded up to whole calls',
    file: `${dashscope}/slots.ts`,
    from: 'Math.floor(rate + 1e-9)',
    to: 'Math.ceil(rate - 1e-9)',
    caughtBy: 'test/lambdas/shared/dashscope/slots.test.ts',
  },
  {
    name: 'a call is sent without waiting for its slot',
    file: `${dashscope}/budget.ts`,
    from: 'await sleepUntil(slot.startsAt, clock, signal);',
    to: '',
    caughtBy: budgetTests,
  },
  {
    name: 'a call is sent although the budget cannot be reached',
    file: `${dashscope}/call-gate.ts`,
    from: "if (slot.kind === 'granted') return slot;",
    to: "if (slot.kind !== 'busy') return { kind: 'granted', startsAt: 0 };",
    caughtBy: budgetTests,
  },
  {
    name: 'a 429 holds back no other call',
    file: `${dashscope}/budget.ts`,
    from: 'await budgetStore.hold(list, lane, { heldUntil: until, holds: inARow + 1, cursor });',
    to: 'void cursor;',
    caughtBy: budgetTests,
  },
  {
    name: 'a create keeps a slot of a lane that is held back',
    file: takeSlot,
    from: "if (!(await budget.isHeld(list, 'creates', startsAt))) return",
    to: 'if (startsAt > 0) return',
    caughtBy: slotTests,
  },
  {
    name: 'a create that waits takes another slot with each invocation',
    file: takeSlot,
    from: 'return now.getTime() - startsAt > maxLatenessMs ? null : startsAt;',
    to: 'return startsAt > 0 ? null : startsAt;',
    caughtBy: slotTests,
  },
  {
    name: 'a released attempt keeps its slot',
    file: 'lambdas/shared/stores/attempts.ts',
    from: ' REMOVE attempts.#attempt.slotAt',
    to: '',
    caughtBy: slotTests,
  },
];
