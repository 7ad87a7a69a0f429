import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-capacity/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetCapacityProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** `GET /capacity` returns used and allowed places of the provider account, from the last count. */
export class GetCapacity extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetCapacityProps) {
    super(scope, id, {
      operation: 'get-capacity',
      description: 'GET /capacity: returns used and allowed places of the provider account',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        OFFERED: JSON.stringify(props.config.enabledFamilies),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
  }
}
