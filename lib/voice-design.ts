import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { apiFunctions } from './api/api-functions.ts';
import { VoiceApi } from './api/voice-api.ts';
import { addRules } from './bus/add-rules.ts';
import { deadLetterQueuesOf } from './bus/dead-letter-queue.ts';
import { deliveryMetrics } from './bus/delivery-metrics.ts';
import { EventsQueue } from './bus/events-queue.ts';
import { Alarms } from './observability/alarms.ts';
import { addDashboard } from './observability/dashboard.ts';
import { deploymentName } from './observability/deployment-name.ts';
import type { ListMetrics } from './observability/list-metrics.ts';
import { logRetention } from './observability/log-retention.ts';
import { ServiceAlarms } from './observability/service-alarms.ts';
import { AnswerUnrouted } from './operations/answer-unrouted.ts';
import { AuthorizeRequest } from './operations/authorize-request.ts';
import { DiagnoseDeployment } from './operations/diagnose-deployment.ts';
import { ProbeProvider } from './operations/probe-provider.ts';
import { ServeStudio } from './operations/serve-studio.ts';
import { addOutputs } from './outputs.ts';
import { physicalName } from './physical-name.ts';
import { parseConfig } from './settings/config.ts';
import { PreviewsBucket } from './storage/previews-bucket.ts';
import { StoredSecret } from './storage/stored-secret.ts';
import { VoicesTable } from './storage/voices-table.ts';
import { VoiceDesignBase } from './voice-design-base.ts';
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
export class VoiceDesign extends VoiceDesignBase {
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
  /** @internal */
  protected readonly listMetrics: ListMetrics;

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
    this.listMetrics = reconciliation.lists;

    addRules(this, shared);
    this.probeProvider = new ProbeProvider(this, 'ProbeProvider', stored).function;
    this.diagnoseDeployment = new DiagnoseDeployment(this, 'DiagnoseDeployment', shared).function;
    if (props.eventsQueue) this.eventsQueue = new EventsQueue(this, 'Events', { bus, alarms }).queue;
    const watched = {
      purgeVoices: this.purgeVoices,
      reconcileVoices: this.reconcileVoices,
      deadLetterQueues: deadLetterQueuesOf(this),
    };
    this.api = new VoiceApi(this, 'Api', {
      functions: apiFunctions(this, { ...shared, ...watched, retain }),
      authorizeRequest: new AuthorizeRequest(this, 'AuthorizeRequest', { voices, settings }).function,
      answerUnrouted: new AnswerUnrouted(this, 'AnswerUnrouted', { settings }).function,
      serveStudio: config.studio
        ? new ServeStudio(this, 'ServeStudio', { previews, settings }).function
        : undefined,
      ...{ apiLogRole: config.apiLogRole, requestsPerSecond: config.apiRequestsPerSecond },
      settings,
    });
    const services = { ...functions, designVoice, api: this.api.api };
    new ServiceAlarms(this, 'Service', { ...services, alarms, deployment });
    if (config.dashboard) {
      this.dashboard = addDashboard(this, 'Dashboard', {
        ...{ ...services, voiceDesign: this, deployment },
        lists: this.listMetrics,
        deliveries: deliveryMetrics(this),
        reconcileEverySeconds: config.reconcileEverySeconds,
      });
    }
    if (props.outputs ?? true) addOutputs(this);
  }
}
