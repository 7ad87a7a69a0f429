import { type AuditionEnvironmentProps, auditionVariables } from './audition-environment.ts';
import type { FunctionSettings } from './operation.ts';

/** Properties of a function that changes aliases. */
export interface AliasFunctionProps extends AuditionEnvironmentProps {
  readonly settings: FunctionSettings;
}

/** Returns the variables of a function that changes aliases. */
export function aliasVariables(props: AuditionEnvironmentProps) {
  return {
    ...auditionVariables(props),
    DELETED_GRACE_SECONDS: String(props.config.grace.restorableSeconds),
  };
}
