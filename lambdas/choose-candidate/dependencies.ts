import type * as z from 'zod';
import type { ChooseCandidateDependencies } from '../shared/actions/choose-candidate.ts';
import { aliasDependencies } from '../shared/wiring/alias-dependencies.ts';
import { auditionDependencies } from '../shared/wiring/audition-dependencies.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'eventBridge' | 'now' | 'randomUuid' | 'log'>,
): ChooseCandidateDependencies {
  const auditions = auditionDependencies(variables, platform);
  return { ...auditions, ...aliasDependencies(variables, platform), voices: auditions.voices };
}
