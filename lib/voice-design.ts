import type { Dashboard, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ListMetric } from '../lambdas/shared/contract.ts';
import { addApi } from './api/add-api.ts';
import type { VoiceApi } from './api/voice-api.ts';
import { addRules } from './bus/add-rules.ts';
import { deadLetterQueuesOf } from './bus/dead-letter-queue.ts';
import { deliveryMetrics } from './bus/delivery-metrics.ts';
import { EventsQueue } from './bus/events-queue.ts';
import { Alarms } from './observability/alarms.ts';
import { addDashboard } from './observability/dashboard.ts';
import { deploymentName } from './observability/deployment-name.ts';
import type { ListMetrics, ProviderList } from './observability/list-metrics.ts';
import { logRetention } from './observability/log-retention.ts';
import { ServiceAlarms } from './observability/service-alarms.ts';
import { DiagnoseDeployment } from './operations/diagnose-deployment.ts';
import { ProbeProvider } from './operations/probe-provider.ts';
import { addOutputs } from './outputs.ts';
import { physicalName } from './physical-name.ts';
import { ConfigurationError, parseConfig } from './settings/config.ts';
import { PreviewsBucket } from './storage/previews-bucket.ts';
import { StoredSecret } from './storage/stored-secret.ts';
import { VoicesTable } from './storage/voices-table.ts';
import type { VoiceDesignProps } from './voice-design-props.ts';
import { designVoices, purgeVoices, reconcileVoices } from './workflows/create-workflows.ts';

/**
 * A service that designs voices on DashScope. It has an HTTP API, a workflow that creates and reviews each voice, and an
 * event bus that announces every outcome. The API refuses all requests until `voice keys create` has created a key, and
 * no voice can be created until the provider secret contains a DashScope key.
 *
 * The construct adds about 430 of the 500 resources that CloudFormation allows in a stack. A large stack needs a nested
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
  /** The function behind `voice doctor`, which finds misconfigurations. */
  readonly diagnoseDeployment: IFunction;
  /** The HTTP API. */
  readonly api: VoiceApi;
  /** The CloudWatch dashboard, or undefined with the setting `dashboard: false`. */
  readonly dashboard: Dashboard | undefined;
  /** The alarms of the deployment. */
  readonly alarms: Alarms;
  readonly #listMetrics: ListMetrics;

  /** @throws ConfigurationError with the name of every invalid setting */
  constructor(scope: Construct, id: string, props: VoiceDesignProps = {}) {
    super(scope, id);
    const config = parseConfig(props.settings);
    const retain = config.removalPolicy === 'retain';
    const deployment = deploymentName(this);
    const settings = { logRetention: logRetention(config.logRetentionDays), deployment };

    this.voices = new VoicesTable(this, 'Voices', { retain, deletionProtection: config.deletionProtection });
    this.previews = new PreviewsBucket(this, 'Previews', { retain });
    this.providerSecret = new StoredSecret(this, 'ProviderSecret', {
      description: 'DashScope API keys, by deployment scope',
      empty: {},
      retain,
    });
    // EventBridge allows 256 characters.
    this.bus = new EventBus(this, 'Bus', { eventBusName: physicalName(this, 256) });
    this.alarms = new Alarms(this, 'Alarms', { email: config.alarmEmail, topicArn: config.alarmTopicArn });

    const { voices, previews, providerSecret, bus, alarms } = this;
    const stored = { config, voices, previews, providerSecret, settings };
    const { stateMachine: designVoice, ...functions } = designVoices(this, { ...stored, bus, alarms });
    this.designVoice = designVoice;

    const shared = { ...stored, designVoice, bus, alarms };
    this.purgeVoices = purgeVoices(this, shared);
    const reconciliation = reconcileVoices(this, shared);
    this.reconcileVoices = reconciliation.stateMachine;
    this.#listMetrics = reconciliation.lists;

    addRules(this, shared);
    this.probeProvider = new ProbeProvider(this, 'ProbeProvider', stored).function;
    this.diagnoseDeployment = new DiagnoseDeployment(this, 'DiagnoseDeployment', shared).function;
    if (props.eventsQueue) this.eventsQueue = new EventsQueue(this, 'Events', { bus, alarms }).queue;
    this.api = addApi(this, {
      ...shared,
      purgeVoices: this.purgeVoices,
      reconcileVoices: this.reconcileVoices,
      deadLetterQueues: deadLetterQueuesOf(this),
      retain,
    });
    const services = { ...functions, designVoice, api: this.api.api };
    new ServiceAlarms(this, 'Service', { ...services, alarms, deployment });
    if (config.dashboard) {
      this.dashboard = addDashboard(this, 'Dashboard', {
        ...services,
        voiceDesign: this,
        deployment,
        lists: this.#listMetrics,
        deliveries: deliveryMetrics(this),
        reconcileEverySeconds: config.reconcileEverySeconds,
      });
    }
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
    return this.#listMetrics.metric(name, list, options);
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
