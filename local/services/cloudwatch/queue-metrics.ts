import type { TimeScale } from '../../core/clock.ts';
import type { QueueDepth, QueueDepths } from '../../core/ports.ts';
import type { MetricStore } from './metric-store.ts';

const namespace = 'AWS/SQS';

/** Records the depths of the watched queues. SQS sends them every minute. @param minute the minute that has ended */
export function recordQueueMetrics(
  metrics: MetricStore,
  { queues, timeScale }: { readonly queues: QueueDepths; readonly timeScale: TimeScale },
  minute: number,
): void {
  for (const { name, dimensions, series } of metrics.watchedIn(namespace)) {
    const depth = queues.depthOf(dimensions.QueueName ?? '');
    const value = depth === undefined ? undefined : depthValue(name, depth, timeScale.factor);
    if (value !== undefined) series.add(minute, value);
  }
}

/** The age is one of CloudWatch's clock, as the thresholds of alarms are. */
function depthValue(name: string, depth: QueueDepth, factor: number): number | undefined {
  switch (name) {
    case 'ApproximateNumberOfMessagesVisible':
      return depth.visible;
    case 'ApproximateNumberOfMessagesNotVisible':
      return depth.notVisible;
    case 'ApproximateNumberOfMessagesDelayed':
      return depth.delayed;
    case 'ApproximateAgeOfOldestMessage':
      return Math.floor((depth.oldestAgeMilliseconds * factor) / 1000);
    default:
      return undefined;
  }
}
