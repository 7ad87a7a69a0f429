import type * as z from 'zod';
import type { ChooseCandidateDependencies } from '../shared/actions/choose-candidate.ts';
import { aliasDependencies } from '../shared/wiring/alias-dependencies.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): ChooseCandidateDependencies {
  return {
    ...aliasDependencies(variables, platform),
    aliasGraceSeconds: variables.ALIAS_GRACE_SECONDS,
  };
}
