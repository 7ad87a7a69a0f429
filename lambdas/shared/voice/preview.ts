import { noPreview, type Status } from '../contract.ts';
import type { Attempt, Preview, VoiceRecord } from './record.ts';

type StoredPreview = Pick<VoiceRecord, 'preview' | 'providerVoiceId'>;

/** Statuses of a voice that nothing is being done for. Without a voice at the provider, no preview will come. */
const ended: readonly Status[] = ['FAILED', 'DELETED', 'PURGED', 'EXPIRED'];

/** How long after its claim the preview of an attempt is looked for, although it was recorded as lost. */
const recheckSeconds = 24 * 3_600;

/**
 * Returns the preview as it is shown of a voice in a status. A record keeps `pending` until there is a voice: a failed
 * create may still be adopted, and a deleted request restored.
 */
export function shownPreview({ preview, providerVoiceId }: StoredPreview, status: Status): Preview {
  const isPending = 'missing' in preview && preview.missing === 'pending';
  return isPending && providerVoiceId === undefined && ended.includes(status) ? noPreview : preview;
}

/** Returns the preview of a voice that is purged: deleted, unless there was none to delete. */
export function purgedPreview(record: StoredPreview): Preview {
  const shown = shownPreview(record, 'PURGED');
  return 'missing' in shown && shown.missing !== 'pending' ? shown : { missing: 'deleted' };
}

/** From when on a preview that was recorded as lost is looked for: those of attempts that were claimed later. */
export function recheckSince(now: Date): Date {
  return new Date(now.getTime() - recheckSeconds * 1_000);
}

/** The number and the attempt whose voice the record has; null for an imported voice, and before there is one. */
export function madeAttempt({ attempts }: VoiceRecord): readonly [string, Attempt] | null {
  return Object.entries(attempts).findLast(([, { state }]) => state === 'MADE') ?? null;
}

/**
 * Whether the bucket may hold a preview that the record does not name: the preview is pending, or it was recorded as lost
 * within the last day, possibly before an invocation that was still running stored it.
 */
export function mayBeStoredUnnamed(record: VoiceRecord, now: Date): boolean {
  const { providerVoiceId, preview, purgeClaim } = record;
  if (!providerVoiceId || purgeClaim || !('missing' in preview)) return false;
  if (preview.missing === 'pending') return true;
  return preview.missing === 'lost' && isReceivedSince(record, recheckSince(now));
}

/**
 * Whether the invocation that received the preview may still be running and store it.
 *
 * @param claimSeconds how long after its claim an attempt's invocation can live
 */
export function mayYetBeStored(record: VoiceRecord, claimSeconds: number, now: Date): boolean {
  const { preview } = record;
  const isOpen = 'missing' in preview && (preview.missing === 'pending' || preview.missing === 'lost');
  return isOpen && isReceivedSince(record, new Date(now.getTime() - claimSeconds * 1_000));
}

/** The record's voice came as the answer to a create that was claimed later than this. An adopted voice has no preview. */
function isReceivedSince(record: VoiceRecord, time: Date): boolean {
  const [, attempt] = madeAttempt(record) ?? [];
  return attempt?.claimedAt !== undefined && !attempt.adopted && new Date(attempt.claimedAt) > time;
}
