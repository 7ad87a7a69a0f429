import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-voice/environment.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetVoiceProps {
  readonly voices: VoicesTable;
  readonly settings: FunctionSettings;
}

/** `GET /voices/{voiceId}`: the record. */
export class GetVoice extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetVoiceProps) {
    super(scope, id, {
      operation: 'get-voice',
      description: 'GET /voices/{voiceId}: the record of a voice',
      environmentSchema: environment,
      environment: { VOICES_TABLE_NAME: props.voices.name },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
  }
}
