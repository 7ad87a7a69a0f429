import type * as z from 'zod';
import type { RemakeAliasDependencies } from '../shared/actions/remake-alias.ts';
import { DynamoAliasStore } from '../shared/stores/aliases.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { requestAuditionDependencies } from '../shared/wiring/request-audition-dependencies.ts';
import type { environment } from './environment.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 'stepFunctions' | 'now' | 'randomInt' | 'randomUuid' | 'log'>,
): RemakeAliasDependencies & RequestSettings {
  return {
    ...requestAuditionDependencies(variables, platform),
    aliases: new DynamoAliasStore(platform.dynamo, variables.VOICES_TABLE_NAME),
    newRemakeId: platform.randomUuid,
  };
}
