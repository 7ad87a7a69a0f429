import type * as z from 'zod';
import type { RequestAuditionDependencies } from '../actions/request-audition.ts';
import { DynamoAuditionStore } from '../stores/auditions.ts';
import type { requestAuditionEnvironment } from './request-audition-environment.ts';
import { requestDependencies } from './request-dependencies.ts';

/** Returns the dependencies of a function that requests voices and auditions, over HTTP or by an event. */
export function requestAuditionDependencies(
  variables: z.output<z.ZodObject<typeof requestAuditionEnvironment>>,
  platform: Parameters<typeof requestDependencies>[1],
): ReturnType<typeof requestDependencies> & RequestAuditionDependencies {
  return {
    ...requestDependencies(variables, platform),
    auditions: new DynamoAuditionStore(platform.dynamo, variables.VOICES_TABLE_NAME),
    keepHourSeconds: variables.KEEP_HOUR_SECONDS,
    retentionSeconds: variables.RECORD_RETENTION_SECONDS,
  };
}
