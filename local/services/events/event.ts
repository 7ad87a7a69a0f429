import { randomUUID } from 'node:crypto';
import { accountId, partition, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { EventEntry } from '../../core/ports.ts';

/**
 * EventBridge's size limit for an entry, and for all entries of a request. The documentation of the partition in China
 * still has the former limit.
 * https://aws.amazon.com/blogs/compute/more-room-to-build-serverless-services-now-support-payloads-up-to-1-mb
 * https://docs.amazonaws.cn/en_us/eventbridge/latest/userguide/eb-putevent-size.html
 */
export const entryLimitBytes = partition === 'aws-cn' ? 256 * 1024 : 1024 * 1024;

/** An event as rules match it and targets receive it. */
export interface Event {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** @throws AwsError if the entry is larger than the limit */
export function createEvent(entry: EventEntry, time = new Date()): Event {
  const bytes = entryBytes(entry);
  if (bytes > entryLimitBytes) {
    throw new AwsError(
      'PayloadSizeLimitExceeded',
      `Total size of the entry is ${bytes} bytes, over the limit of ${entryLimitBytes} bytes.`,
    );
  }
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': entry.detailType,
    source: entry.source,
    account: accountId,
    time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: entry.resources,
    detail: entry.detail,
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function entryBytes(entry: EventEntry): number {
  const texts = [entry.source, entry.detailType, JSON.stringify(entry.detail), ...entry.resources];
  const timeBytes = 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), timeBytes);
}
