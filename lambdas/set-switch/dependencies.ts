import type * as z from 'zod';
import { DynamoSwitches, type SwitchWriter } from '../shared/stores/switches.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';

export interface SetSwitchDependencies {
  readonly switches: SwitchWriter;
}

export function dependenciesOf(
  variables: z.output<typeof environment>,
  { dynamo }: Pick<Platform, 'dynamo'>,
): SetSwitchDependencies {
  return { switches: new DynamoSwitches(dynamo, variables.VOICES_TABLE_NAME) };
}
