import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ListMetric } from '../shared/contract.ts';
import { FAMILIES, SCOPES } from '../shared/dashscope/index.ts';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { S3PreviewStore } from '../shared/previews.ts';
import { provider } from '../shared/provider/clients.ts';
import { DynamoAccountStore } from '../shared/stores/accounts.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoOrphanStore } from '../shared/stores/orphans.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import { DynamoReconciliationStore } from '../shared/stores/reconciliation.ts';
import { DynamoScanStore } from '../shared/stores/scans.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { DynamoVoiceSweep } from '../shared/stores/voices-by-status.ts';
import { nameSpaceOf } from '../shared/voice/name-space.ts';
import { designVoiceExecutions } from '../shared/wiring/design-voice-executions.ts';
import { environment } from './environment.ts';
import { type ReconcileListDependencies, reconcileList } from './reconcile-list.ts';
import { type ListReport, metricsOf } from './report.ts';

/** What the workflow puts into its output, and what it sends to CloudWatch. */
export interface ListAnswer {
  readonly report: ListReport;
  readonly metrics: Readonly<Record<ListMetric, number>>;
}

const input = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  dryRun: z.boolean(),
  confirmMissing: z.int().nonnegative().default(0),
});

const dependencies = once((): ReconcileListDependencies => {
  const variables = readEnvironment(environment);
  const table = [dynamo(), variables.VOICES_TABLE_NAME] as const;
  return {
    ...provider(variables),
    accountStore: new DynamoAccountStore(...table),
    voices: new DynamoVoiceStore(...table),
    previews: new S3PreviewStore(variables.PREVIEWS_BUCKET_NAME),
    reconciliation: new DynamoReconciliationStore(...table),
    sweep: new DynamoVoiceSweep(...table),
    scans: new DynamoScanStore(...table),
    places: new DynamoPlaceCounter(...table),
    orphans: new DynamoOrphanStore(...table),
    switches: new DynamoSwitches(...table),
    publisher: eventBridgePublisher(variables.EVENT_BUS_NAME),
    executions: designVoiceExecutions(variables.DESIGN_VOICE_STATE_MACHINE_ARN),
    rules: {
      nameSpace: nameSpaceOf(variables),
      claimSeconds: variables.CLAIM_SECONDS,
      missingSeconds: variables.MISSING_SECONDS,
      orphanSeconds: variables.ORPHAN_SECONDS,
    },
    rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
    expiredGraceSeconds: variables.DELETED_GRACE_SECONDS,
    leaseSeconds: variables.DELETE_LEASE_SECONDS,
    retentionSeconds: variables.RECORD_RETENTION_SECONDS,
    newLeaseId: randomUUID,
    newScanId: randomUUID,
    now: () => new Date(),
    log,
  };
});

export async function handler(event: unknown): Promise<ListAnswer> {
  const report = await reconcileList(input.parse(event), dependencies());
  return { report, metrics: metricsOf(report) };
}
