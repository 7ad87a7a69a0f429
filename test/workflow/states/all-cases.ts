import type { StateCase } from './cases.ts';
import { createCases } from './create-cases.ts';
import { purgeCases } from './purge-cases.ts';
import { reconcileCases } from './reconcile-cases.ts';
import { recordCases } from './record-cases.ts';
import { reviewCases } from './review-cases.ts';
import { transitionCases } from './transition-cases.ts';

/** Every property of the state machines. */
export const stateCases: readonly StateCase[] = [
  ...createCases,
  ...recordCases,
  ...transitionCases,
  ...reviewCases,
  ...purgeCases,
  ...reconcileCases,
];
