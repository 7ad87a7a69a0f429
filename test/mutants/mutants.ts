import { concluding } from './concluding.ts';
import { creating } from './creating.ts';
import { deleting } from './deleting.ts';
import type { Mutant } from './mutant.ts';
import { recording } from './recording.ts';

/** As many safety lines as were found, each without its effect. */
export const mutants: readonly Mutant[] = [...creating, ...concluding, ...deleting, ...recording];
