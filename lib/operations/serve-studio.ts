import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { environment } from '../../lambdas/serve-studio/environment.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import { type FunctionSettings, Operation } from './operation.ts';

export interface ServeStudioProps {
  readonly previews: PreviewsBucket;
  readonly settings: FunctionSettings;
}

/** `/studio` is the page on which people listen to voices and choose. */
export class ServeStudio extends Operation<typeof environment> {
  constructor(scope: Construct, id: string, props: ServeStudioProps) {
    super(scope, id, {
      operation: 'serve-studio',
      description: '/studio: sends the page of the studio and its files',
      environmentSchema: environment,
      environment: { PREVIEWS_BUCKET_NAME: props.previews.name },
      timeout: Duration.seconds(10),
      memorySize: 512,
      settings: props.settings,
    });
  }
}
