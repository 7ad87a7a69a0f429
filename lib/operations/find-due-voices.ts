import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/find-due-voices/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface FindDueVoicesProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** Finds the voices that a purge has to remove. */
export class FindDueVoices extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: FindDueVoicesProps) {
    const { deletedSeconds, restorableSeconds } = props.config.grace;
    super(scope, id, {
      operation: 'find-due-voices',
      description: 'Finds the voices that are due for purge',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        KEEP_DELETED_SECONDS: String(restorableSeconds < deletedSeconds ? deletedSeconds : 0),
      },
      timeout: Duration.seconds(60),
      memorySize: 256,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.voices.grantQuery(this, 'byStatus');
  }
}
