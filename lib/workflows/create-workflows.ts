import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { reviewedFamilies } from '../../lambdas/shared/contract.ts';
import { ExecutionStatusRule } from '../bus/execution-status-rule.ts';
import type { Alarms } from '../observability/alarms.ts';
import { ListMetrics, type ProviderList } from '../observability/list-metrics.ts';
import { UndocumentedIds } from '../observability/undocumented-ids.ts';
import { CreateVoice } from '../operations/create-voice.ts';
import { FindDueVoices } from '../operations/find-due-voices.ts';
import type { FunctionSettings } from '../operations/operation.ts';
import { deleteLease, PurgeVoice, purgeTimeout } from '../operations/purge-voice.ts';
import { QueryVoice } from '../operations/query-voice.ts';
import { ReconcileList, reconcileListTimeout } from '../operations/reconcile-list.ts';
import { RecoverVoices, recoverVoicesTimeout } from '../operations/recover-voices.ts';
import { SettleExecution } from '../operations/settle-execution.ts';
import { SweepReviews, sweepReviewsTimeout } from '../operations/sweep-reviews.ts';
import { Sweeps } from '../schedules/sweeps.ts';
import { WorkflowSchedule } from '../schedules/workflow-schedule.ts';
import { createSeconds, type VoiceDesignConfig } from '../settings/config.ts';
import type { PreviewsBucket } from '../storage/previews-bucket.ts';
import type { StoredSecret } from '../storage/stored-secret.ts';
import type { VoicesTable } from '../storage/voices-table.ts';
import { DesignVoiceWorkflow } from './design-voice.ts';
import { PurgeVoicesWorkflow } from './purge-voices.ts';
import { ReconcileVoicesWorkflow } from './reconcile-voices.ts';
import { SweepReviewsWorkflow } from './sweep-reviews.ts';

/** The parts of the deployment that the workflows use. */
export interface WorkflowProps {
  readonly config: VoiceDesignConfig;
  readonly voices: VoicesTable;
  readonly bus: IEventBus;
  readonly previews: PreviewsBucket;
  readonly providerSecret: StoredSecret;
  readonly alarms: Alarms;
  readonly settings: FunctionSettings;
}

/** Adds the workflow that creates and reviews a voice, with its functions and the rule on its executions. */
export function designVoices(
  scope: Construct,
  props: WorkflowProps,
): {
  readonly createVoice: IFunction;
  readonly settleExecution: IFunction;
  readonly stateMachine: StateMachine;
} {
  const { config, voices, bus, alarms, settings } = props;
  const settleExecution = new SettleExecution(scope, 'SettleExecution', props);
  const createVoice = new CreateVoice(scope, 'CreateVoice', props);
  const { stateMachine } = new DesignVoiceWorkflow(scope, 'DesignVoice', {
    voices,
    bus,
    createVoice: createVoice.function,
    createTimers: config.createTimers,
    createSeconds: createSeconds(config),
    queryVoice: new QueryVoice(scope, 'QueryVoice', props).function,
    settleExecution: settleExecution.function,
    review: config.review,
    settings,
  });
  sweepReviews(scope, { ...props, designVoice: stateMachine });
  new ExecutionStatusRule(scope, 'ExecutionStatus', { stateMachine, settleExecution, alarms });
  return { createVoice: createVoice.function, settleExecution: settleExecution.function, stateMachine };
}

/** Adds the workflow that wakes parked executions, with its schedules. */
function sweepReviews(scope: Construct, props: WorkflowProps & { readonly designVoice: StateMachine }): void {
  const { bus, alarms, settings } = props;
  const { stateMachine } = new SweepReviewsWorkflow(scope, 'SweepReviewsWorkflow', {
    sweepReviews: new SweepReviews(scope, 'SweepReviews', props).function,
    sweepTimeout: sweepReviewsTimeout,
    settings,
  });
  const reviewed: readonly string[] = reviewedFamilies();
  const lists = listsOf(props.config).filter(({ family }) => reviewed.includes(family));
  new Sweeps(scope, 'Sweeps', { stateMachine, lists, bus, alarms });
}

function listsOf({ scopes, enabledFamilies }: VoiceDesignConfig): ProviderList[] {
  return scopes.flatMap((each) => (enabledFamilies[each] ?? []).map((family) => ({ family, scope: each })));
}

/** Adds the scheduled workflow that removes deleted and rejected voices. */
export function purgeVoices(scope: Construct, props: WorkflowProps): StateMachine {
  const { config, voices, bus, alarms, settings } = props;
  const { stateMachine } = new PurgeVoicesWorkflow(scope, 'PurgeVoices', {
    voices,
    bus,
    findDueVoices: new FindDueVoices(scope, 'FindDueVoices', { config, voices, settings }).function,
    purgeVoice: new PurgeVoice(scope, 'PurgeVoice', props).function,
    purgeTimeout: purgeTimeout(config),
    deleteLease: deleteLease(config),
    settings,
  });
  new WorkflowSchedule(scope, 'PurgeSchedule', {
    stateMachine,
    description: 'Purges deleted and rejected voices whose grace period has ended',
    everySeconds: config.purgeEverySeconds,
    alarms,
    runbookPrefix: 'purge-schedule',
  });
  return stateMachine;
}

/** Adds the scheduled workflow that compares the provider's lists with the records. */
export function reconcileVoices(
  scope: Construct,
  props: WorkflowProps & { readonly designVoice: StateMachine },
): { readonly stateMachine: StateMachine; readonly lists: ListMetrics } {
  const { config, alarms, settings } = props;
  const everySeconds = config.reconcileEverySeconds;
  const { deployment } = settings;
  const lists = listsOf(config);
  const metrics = new ListMetrics(scope, 'Lists', {
    lists,
    everySeconds,
    alarms,
    deployment,
  });
  new UndocumentedIds(scope, 'UndocumentedIds', { everySeconds, alarms, deployment });
  const { function: reconcileList } = new ReconcileList(scope, 'ReconcileList', props);
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
    description: "Compares DashScope's lists with the records, and resumes stalled voices",
    everySeconds,
    alarms,
    runbookPrefix: 'reconcile-schedule',
  });
  return { stateMachine, lists: metrics };
}
