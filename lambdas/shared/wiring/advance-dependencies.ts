import type * as z from 'zod';
import type { AdvanceAliasDependencies } from '../actions/advance-alias.ts';
import { StepFunctionsStarter } from '../executions.ts';
import type { advanceEnvironment } from './advance-environment.ts';
import { aliasDependencies } from './alias-dependencies.ts';
import type { Platform } from './platform.ts';

/** Returns the dependencies of a function that completes remakes of aliases. */
export function advanceDependencies(
  variables: z.output<z.ZodObject<typeof advanceEnvironment>>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): AdvanceAliasDependencies & ReturnType<typeof aliasDependencies> {
  const { stepFunctions } = platform;
  return {
    ...aliasDependencies(variables, platform),
    executions: new StepFunctionsStarter(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    aliasGraceSeconds: variables.ALIAS_GRACE_SECONDS,
  };
}
