import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { apiFunctions } from './api/api-functions.ts';
import { VoiceApi } from './api/voice-api.ts';
import { ExecutionStatusRule } from './bus/execution-status-rule.ts';
import { VoiceRequestsRule } from './bus/voice-requests-rule.ts';
import { createSeconds, parseConfig, type VoiceDesignSettings } from './config.ts';
import { Alarms } from './observability/alarms.ts';
import { ListMetrics } from './observability/list-metrics.ts';
import { UndocumentedIds } from './observability/undocumented-ids.ts';
import { AnswerUnrouted } from './operations/answer-unrouted.ts';
import { AuthorizeRequest } from './operations/authorize-request.ts';
import { CreateVoice } from './operations/create-voice.ts';
import { FindDueVoices } from './operations/find-due-voices.ts';
import { ProbeProvider } from './operations/probe-provider.ts';
import { deleteLease, PurgeVoice, purgeTimeout } from './operations/purge-voice.ts';
import { QueryVoice } from './operations/query-voice.ts';
import { ReceiveVoiceRequest } from './operations/receive-voice-request.ts';
import { ReconcileList, reconcileListTimeout } from './operations/reconcile-list.ts';
import { RecoverVoices, recoverVoicesTimeout } from './operations/recover-voices.ts';
import { SettleExecution } from './operations/settle-execution.ts';
import { physicalName } from './physical-name.ts';
import { WorkflowSchedule } from './schedules/workflow-schedule.ts';
import { PreviewsBucket } from './storage/previews-bucket.ts';
import { StoredSecret } from './storage/stored-secret.ts';
import { VoicesTable } from './storage/voices-table.ts';
import { DesignVoiceWorkflow } from './workflows/design-voice.ts';
import { PurgeVoicesWorkflow } from './workflows/purge-voices.ts';
import { ReconcileVoicesWorkflow } from './workflows/reconcile-voices.ts';

/** EventBridge's limit. */
const busNameMax = 256;

export interface VoiceDesignProps {
  /**
   * Settings of this deployment; unknown ones and impossible combinations are refused by name.
   *
   * @default - every setting at its default: mainland scope, both families, a review deadline of 24 hours
   */
  readonly settings?: VoiceDesignSettings;
}

/**
 * Voices designed on DashScope, as a construct to embed: an HTTP API, the workflow behind it, and a bus on which every
 * outcome is announced. Nobody may call the API until its keys' secret holds a key, and nothing can be created until
 * the provider's secret holds one.
 */
export class VoiceDesign extends Construct {
  readonly voices: VoicesTable;
  readonly previews: PreviewsBucket;
  /** `{ "<scope>": { "apiKey", "baseUrl"?, "workspaceId"? } }` */
  readonly providerSecret: StoredSecret;
  /** `{ "keys": [{ "id", "hash", "owner", "scopes" }] }` */
  readonly apiKeys: StoredSecret;
  readonly bus: IEventBus;
  readonly designVoice: StateMachine;
  readonly purgeVoices: StateMachine;
  readonly reconcileVoices: StateMachine;
  /** Nobody's to call but an operator's. */
  readonly probeProvider: IFunction;
  readonly api: VoiceApi;
  readonly alarms: Alarms;

  constructor(scope: Construct, id: string, props: VoiceDesignProps = {}) {
    super(scope, id);
    const config = parseConfig(props.settings);
    const retain = config.removalPolicy === 'retain';
    const settings = { logRetention: retentionOf(config.logRetentionDays) };

    this.voices = new VoicesTable(this, 'Voices', { retain, deletionProtection: config.deletionProtection });
    this.previews = new PreviewsBucket(this, 'Previews', { retain });
    this.providerSecret = new StoredSecret(this, 'ProviderSecret', {
      description: 'DashScope API keys, by deployment scope',
      empty: {},
      retain,
    });
    this.apiKeys = new StoredSecret(this, 'ApiKeys', {
      description: 'Hashes of the keys of the HTTP API',
      empty: { keys: [] },
      retain,
    });
    this.bus = new EventBus(this, 'Bus', { eventBusName: physicalName(this, busNameMax) });
    this.alarms = new Alarms(this, 'Alarms', { email: config.alarmEmail });

    const { voices, previews, providerSecret, apiKeys, bus, alarms } = this;
    const settleExecution = new SettleExecution(this, 'SettleExecution', { voices, previews, bus, settings });
    const createVoice = new CreateVoice(this, 'CreateVoice', {
      config,
      voices,
      previews,
      providerSecret,
      settings,
    });
    new UndocumentedIds(this, 'UndocumentedIds', { logGroup: createVoice.logGroup, alarms });
    const workflow = new DesignVoiceWorkflow(this, 'DesignVoice', {
      voices,
      bus,
      createVoice: createVoice.function,
      createTimers: config.createTimers,
      createSeconds: createSeconds(config),
      queryVoice: new QueryVoice(this, 'QueryVoice', { config, voices, providerSecret, settings }).function,
      settleExecution: settleExecution.function,
      review: config.review,
      settings,
    });
    this.designVoice = workflow.stateMachine;
    new ExecutionStatusRule(this, 'ExecutionStatus', {
      stateMachine: this.designVoice,
      settleExecution,
      alarms,
    });

    this.purgeVoices = new PurgeVoicesWorkflow(this, 'PurgeVoices', {
      voices,
      bus,
      findDueVoices: new FindDueVoices(this, 'FindDueVoices', { voices, settings }).function,
      purgeVoice: new PurgeVoice(this, 'PurgeVoice', { config, voices, previews, providerSecret, settings })
        .function,
      purgeTimeout,
      deleteLease,
      settings,
    }).stateMachine;
    new WorkflowSchedule(this, 'PurgeSchedule', {
      stateMachine: this.purgeVoices,
      description: 'Removes deleted and rejected voices for good once their time has come',
      everySeconds: config.purgeEverySeconds,
      alarms,
      article: 'purge-schedule',
    });

    const designVoice = this.designVoice;
    const workings = { config, voices, providerSecret, designVoice, bus, settings };
    const lists = config.scopes.flatMap((scope) =>
      (config.offered[scope] ?? []).map((family) => ({ family, scope })),
    );
    this.reconcileVoices = new ReconcileVoicesWorkflow(this, 'ReconcileVoices', {
      recoverVoices: new RecoverVoices(this, 'RecoverVoices', workings).function,
      recoverVoicesTimeout,
      reconcileList: new ReconcileList(this, 'ReconcileList', { ...workings, previews }).function,
      reconcileListTimeout,
      lists,
      metrics: new ListMetrics(this, 'Lists', {
        lists,
        everySeconds: config.reconcileEverySeconds,
        alarms,
      }),
      settings,
    }).stateMachine;
    new WorkflowSchedule(this, 'ReconcileSchedule', {
      stateMachine: this.reconcileVoices,
      description: "Compares the provider's lists with the records, and goes on with what stands still",
      everySeconds: config.reconcileEverySeconds,
      alarms,
      article: 'reconcile-schedule',
    });

    new VoiceRequestsRule(this, 'VoiceRequests', {
      bus,
      alarms,
      receiveVoiceRequest: new ReceiveVoiceRequest(this, 'ReceiveVoiceRequest', workings),
    });
    this.probeProvider = new ProbeProvider(this, 'ProbeProvider', {
      config,
      voices,
      providerSecret,
      settings,
    }).function;
    this.api = new VoiceApi(this, 'Api', {
      functions: apiFunctions(this, { ...workings, previews, purgeVoices: this.purgeVoices, retain }),
      authorizeRequest: new AuthorizeRequest(this, 'AuthorizeRequest', { apiKeys, settings }).function,
      answerUnrouted: new AnswerUnrouted(this, 'AnswerUnrouted', { settings }).function,
      apiLogRole: config.apiLogRole,
      settings,
    });
  }
}

function retentionOf(days: 1 | 7 | 30 | 90 | 365): RetentionDays {
  switch (days) {
    case 1:
      return RetentionDays.ONE_DAY;
    case 7:
      return RetentionDays.ONE_WEEK;
    case 30:
      return RetentionDays.ONE_MONTH;
    case 90:
      return RetentionDays.THREE_MONTHS;
    case 365:
      return RetentionDays.ONE_YEAR;
  }
}
