import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/set-switch/environment.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface SetSwitchProps {
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** `PUT /switches/{name}` sets a switch of the operator. */
export class SetSwitch extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: SetSwitchProps) {
    super(scope, id, {
      operation: 'set-switch',
      description: 'PUT /switches/{name}: allows or stops creates or deletes at the provider',
      environmentSchema: environment,
      environment: { VOICES_TABLE_NAME: props.voices.name },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantSetSwitches(this);
  }
}
