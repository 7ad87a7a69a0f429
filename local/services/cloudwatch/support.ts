import { ignoredReasons } from '../../core/ignored-reasons.ts';
import type { ResourceSupport } from '../../core/service.ts';

export const alarmSupport: ResourceSupport = {
  supported: [
    'ActionsEnabled',
    'AlarmActions',
    'AlarmDescription',
    'AlarmName',
    'ComparisonOperator',
    'DatapointsToAlarm',
    'Dimensions',
    'EvaluateLowSampleCountPercentile',
    'EvaluationPeriods',
    'ExtendedStatistic',
    'InsufficientDataActions',
    'MetricName',
    'Metrics',
    'Namespace',
    'OKActions',
    'Period',
    'Statistic',
    'Threshold',
    'TreatMissingData',
  ],
  ignored: {
    'Metrics.Label': ignoredReasons.description,
    Tags: ignoredReasons.tags,
    ThresholdMetricId: 'the local runner has no anomaly detection',
    Unit: 'a local metric has one unit',
  },
};
