import type * as z from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { SettleExecutionDependencies } from './settle-execution.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 's3' | 'eventBridge' | 'now' | 'log'>,
): SettleExecutionDependencies {
  const { dynamo, s3, eventBridge, now, log } = platform;
  return {
    voices: new DynamoVoiceStore(dynamo, variables.VOICES_TABLE_NAME),
    previews: new S3PreviewStore(s3, variables.PREVIEWS_BUCKET_NAME),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME, log),
    now,
    log,
  };
}
