import { z } from 'zod';
import { metrics } from '../../../../lambdas/shared/metrics.ts';
import type { VoiceDesignSettings } from '../../../../lib/index.ts';
import { synthesized } from '../../../support/synthesized.ts';
import type { Usage } from './prices.ts';

const alarm = z.object({
  Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional(),
});

/** Hours of a month, by which AWS bills. */
export const monthHours = 730;

/** Items that a deployment is billed for each month, whether or not it is used. */
export interface DeployedItems {
  readonly usage: Usage;
  /** DashScope's lists. Each is counted by the reconciliation. */
  readonly lists: number;
  /** Lists of reviewed families, each with a sweep each minute. */
  readonly sweptLists: number;
  readonly resources: number;
  /** The largest number of metrics that functions write. Each is billed only in hours in which it has a value. */
  readonly embeddedMetrics: number;
}

const listMetricsPerList = 5;

/** Counts the items of a deployment's template. */
export function deployedItems(settings: VoiceDesignSettings): DeployedItems {
  const { Resources } = synthesized(settings);
  const ofType = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type);
  const alarmMetrics = ofType('AWS::CloudWatch::Alarm').reduce((sum, { Properties }) => {
    const { Metrics } = alarm.parse(Properties);
    return sum + (Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1);
  }, 0);
  const definitions = JSON.stringify(ofType('AWS::StepFunctions::StateMachine')).replaceAll('\\', '');
  const lists = new Set(definitions.match(/\{"family":"\w+","scope":"\w+"\}/g) ?? []).size;
  const sweptLists = ofType('AWS::Scheduler::Schedule').filter(
    ({ Properties }) => Properties.ScheduleExpression === 'rate(1 minute)',
  ).length;
  const rows: readonly {
    readonly name: string;
    readonly dimension?: { readonly values: readonly string[] };
  }[] = Object.values(metrics);
  return {
    usage: {
      alarmMetrics,
      metrics: lists * listMetricsPerList,
      dashboards: ofType('AWS::CloudWatch::Dashboard').length,
      secrets: ofType('AWS::SecretsManager::Secret').length,
    },
    lists,
    sweptLists,
    resources: Object.keys(Resources).length,
    embeddedMetrics: rows.reduce((sum, { dimension }) => sum + (dimension?.values.length ?? 1), 0),
  };
}
