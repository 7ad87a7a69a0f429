import { concluding } from './concluding.ts';
import { creating } from './creating.ts';
import { deleting } from './deleting.ts';
import { listening } from './listening.ts';
import type { Mutant } from './mutant.ts';
import { pacing } from './pacing.ts';
import { recording } from './recording.ts';
import { waiting } from './waiting.ts';

/** All mutants. Each disables one safety line. */
export const mutants: readonly Mutant[] = [
  ...creating,
  ...concluding,
  ...deleting,
  ...recording,
  ...waiting,
  ...pacing,
  ...listening,
];
