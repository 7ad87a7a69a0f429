import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/get-preview/environment.ts';
import type { VoiceDesignConfig } from '../settings/config.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface GetPreviewProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  readonly settings: FunctionSettings;
}

/** `GET /voices/{voiceId}/preview` returns a signed link to the audio. */
export class GetPreview extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: GetPreviewProps) {
    super(scope, id, {
      operation: 'get-preview',
      description: 'GET /voices/{voiceId}/preview: returns a signed link to the preview',
      environmentSchema: environment,
      environment: {
        VOICES_TABLE_NAME: props.voices.name,
        PREVIEWS_BUCKET_NAME: props.previews.name,
        PREVIEW_URL_SECONDS: String(props.config.previewUrlSeconds),
      },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings: props.settings,
    });
    props.voices.grantRead(this);
    props.previews.grantRead(this);
  }
}
