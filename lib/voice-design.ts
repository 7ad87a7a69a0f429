import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ListMetric } from '../lambdas/shared/contract.ts';
import { apiFunctions } from './api/api-functions.ts';
import { VoiceApi } from './api/voice-api.ts';
import { EventsQueue } from './bus/events-queue.ts';
import { VoiceRequestsRule } from './bus/voice-requests-rule.ts';
import { ConfigurationError, parseConfig } from './config.ts';
import { designVoices, purgeVoices, reconcileVoices } from './create-workflows.ts';
import { Alarms } from './observability/alarms.ts';
import type { ListMetrics, ProviderList } from './observability/list-metrics.ts';
import { logRetention } from './observability/log-retention.ts';
import { ServiceAlarms } from './observability/service-alarms.ts';
import { UndocumentedIds } from './observability/undocumented-ids.ts';
import { AnswerUnrouted } from './operations/answer-unrouted.ts';
import { AuthorizeRequest } from './operations/authorize-request.ts';
import { ProbeProvider } from './operations/probe-provider.ts';
import { ReceiveVoiceRequest } from './operations/receive-voice-request.ts';
import { addOutputs } from './outputs.ts';
import { physicalName } from './physical-name.ts';
import { PreviewsBucket } from './storage/previews-bucket.ts';
import { StoredSecret } from './storage/stored-secret.ts';
import { VoicesTable } from './storage/voices-table.ts';
import type { VoiceDesignProps } from './voice-design-props.ts';

/**
 * A service that designs voices on DashScope. It has an HTTP API, a workflow that creates and reviews each voice, and an
 * event bus that announces every outcome. The API refuses all requests until `voice keys create` has created a key, and
 * no voice can be created until the provider secret contains a DashScope key.
 *
 * The construct adds about 250 of the 500 resources that CloudFormation allows in a stack. A large stack needs a nested
 * stack for it.
 *
 * @example
 * const voices = new VoiceDesign(this, 'Voices', { eventsQueue: true });
 *
 * @example
 * const voices = new VoiceDesign(new NestedStack(this, 'VoicesStack'), 'Voices');
 */
export class VoiceDesign extends Construct {
  /** The table of voice records. */
  readonly voices: VoicesTable;
  /** The bucket of previews. */
  readonly previews: PreviewsBucket;
  /** The DashScope keys. The value is `{ "<scope>": { "apiKey", "baseUrl"?, "workspaceId"? } }`. */
  readonly providerSecret: StoredSecret;
  /** The bus of the events about voices and of events that request them. */
  readonly bus: IEventBus;
  /** The queue of all events, or undefined without the prop `eventsQueue`. */
  readonly eventsQueue: IQueue | undefined;
  /** The state machine that creates and reviews a voice. */
  readonly designVoice: StateMachine;
  /** The state machine that purges deleted and rejected voices. */
  readonly purgeVoices: StateMachine;
  /** The state machine that compares DashScope's lists with the records. */
  readonly reconcileVoices: StateMachine;
  /** The function behind `voice admin probe`, which checks assumptions about DashScope. */
  readonly probeProvider: IFunction;
  /** The HTTP API. */
  readonly api: VoiceApi;
  /** The alarms of the deployment. */
  readonly alarms: Alarms;
  readonly #lists: ListMetrics;

  /** @throws ConfigurationError with the name of every invalid setting */
  constructor(scope: Construct, id: string, props: VoiceDesignProps = {}) {
    super(scope, id);
    const config = parseConfig(props.settings);
    const retain = config.removalPolicy === 'retain';
    const settings = { logRetention: logRetention(config.logRetentionDays) };

    this.voices = new VoicesTable(this, 'Voices', { retain, deletionProtection: config.deletionProtection });
    this.previews = new PreviewsBucket(this, 'Previews', { retain });
    this.providerSecret = new StoredSecret(this, 'ProviderSecret', {
      description: 'DashScope API keys, by deployment scope',
      empty: {},
      retain,
    });
    // EventBridge allows 256 characters.
    this.bus = new EventBus(this, 'Bus', { eventBusName: physicalName(this, 256) });
    this.alarms = new Alarms(this, 'Alarms', { email: config.alarmEmail });

    const { voices, previews, providerSecret, bus, alarms } = this;
    const stored = { config, voices, previews, providerSecret, settings };
    const { createVoice, stateMachine: designVoice } = designVoices(this, { ...stored, bus, alarms });
    this.designVoice = designVoice;

    const shared = { ...stored, designVoice, bus, alarms };
    this.purgeVoices = purgeVoices(this, shared);
    const reconciliation = reconcileVoices(this, shared);
    this.reconcileVoices = reconciliation.stateMachine;
    this.#lists = reconciliation.lists;
    new UndocumentedIds(this, 'UndocumentedIds', {
      logGroups: [createVoice.logGroup, reconciliation.logGroup],
      everySeconds: config.reconcileEverySeconds,
      alarms,
    });

    new VoiceRequestsRule(this, 'VoiceRequests', {
      bus,
      alarms,
      receiveVoiceRequest: new ReceiveVoiceRequest(this, 'ReceiveVoiceRequest', shared),
    });
    this.probeProvider = new ProbeProvider(this, 'ProbeProvider', stored).function;
    this.api = new VoiceApi(this, 'Api', {
      functions: apiFunctions(this, { ...shared, purgeVoices: this.purgeVoices, retain }),
      authorizeRequest: new AuthorizeRequest(this, 'AuthorizeRequest', { voices, settings }).function,
      answerUnrouted: new AnswerUnrouted(this, 'AnswerUnrouted', { settings }).function,
      apiLogRole: config.apiLogRole,
      settings,
    });
    new ServiceAlarms(this, 'Service', {
      ...{ alarms, designVoice },
      createVoice: createVoice.function,
      api: this.api.api,
    });
    if (props.eventsQueue) this.eventsQueue = new EventsQueue(this, 'Events', { bus, alarms }).queue;
    if (props.outputs ?? true) addOutputs(this);
  }

  /**
   * Grants putting events on the bus, which can request voices and deletions.
   *
   * @example
   * voices.grantRequest(importer);
   */
  grantRequest(grantee: IGrantable): Grant {
    return this.bus.grantPutEventsTo(grantee);
  }

  /**
   * Grants consuming events from the events queue.
   *
   * @example
   * const voices = new VoiceDesign(this, 'Voices', { eventsQueue: true });
   * voices.grantListen(publisher);
   * @throws ConfigurationError without the prop `eventsQueue`
   */
  grantListen(grantee: IGrantable): Grant {
    if (this.eventsQueue) return this.eventsQueue.grantConsumeMessages(grantee);
    throw new ConfigurationError(`${this.node.path}: grantListen needs the prop eventsQueue: true`);
  }

  /**
   * Returns the metric of failed executions of the state machine `designVoice`. The statistic is the sum of five minutes
   * unless `options` change it.
   */
  metricExecutionsFailed(options?: MetricOptions): Metric {
    return this.designVoice.metricFailed(options);
  }

  /**
   * Returns the metric of requests that the API answered with 5xx. The statistic is the sum of five minutes unless
   * `options` change it.
   */
  metricApiErrors(options?: MetricOptions): Metric {
    return this.api.api.metricServerError(options);
  }

  /**
   * Returns the metric of a count that reconciliation makes in one of DashScope's lists. The statistic is the maximum of
   * five minutes unless `options` change it.
   *
   * @example
   * voices.metricOfList('UnrecordedVoices', { family: 'cosyvoice', scope: 'mainland' });
   */
  metricOfList(name: ListMetric, list: ProviderList, options?: MetricOptions): Metric {
    return this.#lists.metric(name, list, options);
  }

  /**
   * Returns the metric of used places for voices in one of DashScope's lists, in percent. The statistic is the maximum of
   * five minutes unless `options` change it.
   *
   * @example
   * new Alarm(this, 'HalfFull', {
   *   metric: voices.metricQuotaUsed({ family: 'cosyvoice', scope: 'mainland' }),
   *   threshold: 50,
   *   evaluationPeriods: 1,
   * });
   */
  metricQuotaUsed(list: ProviderList, options?: MetricOptions): Metric {
    return this.metricOfList('QuotaUsed', list, options);
  }
}
