import { randomUUID } from 'node:crypto';
import { accountId, region } from '../../core/aws-account.ts';
import { AwsError } from '../../core/aws-error.ts';
import type { EventEntry } from '../../core/ports.ts';

/** EventBridge's size limit for an entry. */
const entryLimitBytes = 256 * 1024;

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

/** @throws AwsError if the entry is larger than 256 KiB */
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
