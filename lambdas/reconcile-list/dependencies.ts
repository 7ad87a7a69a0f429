import type * as z from 'zod';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoAttemptStore } from '../shared/stores/attempts.ts';
import { DynamoOrphanStore } from '../shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import { DynamoVoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { designVoiceExecutions } from '../shared/wiring/design-voice-executions.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import { type ProviderCallPlatform, providerDependencies } from '../shared/wiring/provider-dependencies.ts';
import type { environment } from './environment.ts';
import type { ReconcileListDependencies } from './reconcile-list.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: ProviderCallPlatform &
    Pick<Platform, 's3' | 'stepFunctions' | 'eventBridge' | 'randomUuid' | 'log'>,
): ReconcileListDependencies {
  const { dynamo, s3, stepFunctions, eventBridge, now, randomUuid, log } = platform;
  const table = variables.VOICES_TABLE_NAME;
  return {
    ...providerDependencies(variables, platform),
    accountStore: new DynamoAccountStore(dynamo, table),
    voices: new DynamoVoiceStore(dynamo, table),
    attemptStore: new DynamoAttemptStore(dynamo, table),
    providerVoices: new DynamoProviderVoiceStore(dynamo, table),
    previews: new S3PreviewStore(s3, variables.PREVIEWS_BUCKET_NAME),
    reconciliation: new DynamoReconciliationStore(dynamo, table),
    voicesByStatus: new DynamoVoicesByStatus(dynamo, table),
    scans: new DynamoScanStore(dynamo, table),
    places: new DynamoPlaceCounter(dynamo, table),
    orphans: new DynamoOrphanStore(dynamo, table),
    switches: new DynamoSwitches(dynamo, table),
    publisher: eventBridgePublisher(eventBridge, variables.EVENT_BUS_NAME, log),
    executions: designVoiceExecutions(stepFunctions, variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    rules: {
      nameSpace: nameSpaceOf(variables),
      claimSeconds: variables.CLAIM_SECONDS,
      missingSeconds: variables.MISSING_SECONDS,
      orphanSeconds: variables.ORPHAN_SECONDS,
    },
    voicePlaces: variables.VOICE_PLACES,
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    expiredGraceSeconds: variables.DELETED_GRACE_SECONDS,
    leaseSeconds: variables.DELETE_LEASE_SECONDS,
    retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    newLeaseId: randomUuid,
    newScanId: randomUuid,
    now,
    log,
  };
}
