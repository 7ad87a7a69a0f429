import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { ListMetric } from '../lambdas/shared/contract.ts';
import type { VoiceApi } from './api/voice-api.ts';
import type { ListMetrics, ProviderList } from './observability/list-metrics.ts';
import { ConfigurationError } from './settings/config.ts';

/**
 * The grants and metrics of `VoiceDesign`.
 *
 * @example
 * function alarmOnErrors(voices: VoiceDesignBase): Alarm {
 *   return voices.metricApiErrors().createAlarm(voices, 'Errors', { threshold: 1, evaluationPeriods: 1 });
 * }
 */
export abstract class VoiceDesignBase extends Construct {
  /** The bus of the events about voices and of events that request them. */
  abstract readonly bus: IEventBus;
  /** The queue of all events, or undefined without the prop `eventsQueue`. */
  abstract readonly eventsQueue: IQueue | undefined;
  /** The state machine that creates and reviews a voice. */
  abstract readonly designVoice: StateMachine;
  /** The HTTP API. */
  abstract readonly api: VoiceApi;
  /** @internal */
  protected abstract readonly listMetrics: ListMetrics;

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
    return this.listMetrics.metric(name, list, options);
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
