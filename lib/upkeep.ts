import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { VoiceDesignConfig } from './config.ts';
import type { Alarms } from './observability/alarms.ts';
import { ListMetrics } from './observability/list-metrics.ts';
import { FindDueVoices } from './operations/find-due-voices.ts';
import type { FunctionSettings } from './operations/operation.ts';
import { deleteLease, PurgeVoice, purgeTimeout } from './operations/purge-voice.ts';
import { ReconcileList, reconcileListTimeout } from './operations/reconcile-list.ts';
import { RecoverVoices, recoverVoicesTimeout } from './operations/recover-voices.ts';
import { WorkflowSchedule } from './schedules/workflow-schedule.ts';
import type { PreviewsBucket } from './storage/previews-bucket.ts';
import type { StoredSecret } from './storage/stored-secret.ts';
import type { VoicesTable } from './storage/voices-table.ts';
import { PurgeVoicesWorkflow } from './workflows/purge-voices.ts';
import { ReconcileVoicesWorkflow } from './workflows/reconcile-voices.ts';

export interface UpkeepProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly previews: PreviewsBucket;
  readonly providerSecret: StoredSecret;
  readonly alarms: Alarms;
  readonly settings: FunctionSettings;
}

/** The scheduled workflow that removes deleted and rejected voices. */
export function purgeVoices(scope: Construct, props: UpkeepProps): StateMachine {
  const { config, voices, bus, alarms, settings } = props;
  const { stateMachine } = new PurgeVoicesWorkflow(scope, 'PurgeVoices', {
    voices,
    bus,
    findDueVoices: new FindDueVoices(scope, 'FindDueVoices', { config, voices, settings }).function,
    purgeVoice: new PurgeVoice(scope, 'PurgeVoice', props).function,
    purgeTimeout,
    deleteLease,
    settings,
  });
  new WorkflowSchedule(scope, 'PurgeSchedule', {
    stateMachine,
    description: 'Removes deleted and rejected voices for good once their time has come',
    everySeconds: config.purgeEverySeconds,
    alarms,
    article: 'purge-schedule',
  });
  return stateMachine;
}

/** The scheduled workflow that compares the provider's lists with the records. */
export function reconcileVoices(
  scope: Construct,
  props: UpkeepProps & { readonly designVoice: StateMachine },
): {
  readonly stateMachine: StateMachine;
  readonly lists: ListMetrics;
  /** Of the function that reads the lists. */
  readonly logGroup: ILogGroup;
} {
  const { config, alarms, settings } = props;
  const everySeconds = config.reconcileEverySeconds;
  const lists = config.scopes.flatMap((each) =>
    (config.offered[each] ?? []).map((family) => ({ family, scope: each })),
  );
  const metrics = new ListMetrics(scope, 'Lists', { lists, everySeconds, alarms });
  const { function: reconcileList, logGroup } = new ReconcileList(scope, 'ReconcileList', props);
  const { stateMachine } = new ReconcileVoicesWorkflow(scope, 'ReconcileVoices', {
    recoverVoices: new RecoverVoices(scope, 'RecoverVoices', props).function,
    recoverVoicesTimeout,
    reconcileList,
    reconcileListTimeout,
    lists,
    metrics,
    settings,
  });
  new WorkflowSchedule(scope, 'ReconcileSchedule', {
    stateMachine,
    description: "Compares the provider's lists with the records, and resumes voices that are stalled",
    everySeconds,
    alarms,
    article: 'reconcile-schedule',
  });
  return { stateMachine, lists: metrics, logGroup };
}
