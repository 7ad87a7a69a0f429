import type { Draft } from './draft.ts';
import type { FieldErrors } from './field-errors.ts';

/** Properties of a group of fields. */
export interface FieldGroupProps {
  readonly draft: Draft;
  readonly errors: FieldErrors;
  readonly onChange: (change: Partial<Draft>) => void;
}
