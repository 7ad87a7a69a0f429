import { noPreview, type Status } from '../contract.ts';
import type { Attempt, Preview, VoiceRecord } from './record.ts';

type StoredPreview = Pick<VoiceRecord, 'preview' | 'providerVoiceId'>;

/** Statuses in which no work is in progress. Without a voice at the provider, no preview will arrive. */
const ended: readonly Status[] = ['FAILED', 'DELETED', 'PURGED', 'EXPIRED'];

/** Seconds after its claim for which a preview that was recorded as lost is searched for. */
const recheckSeconds = 24 * 3_600;

/**
 * Returns the preview as the public view shows it in a status. A record keeps `pending` until the voice exists, because a
 * failed create may still be adopted and a deleted request restored.
 */
export function shownPreview({ preview, providerVoiceId }: StoredPreview, status: Status): Preview {
  const isPending = 'missing' in preview && preview.missing === 'pending';
  return isPending && providerVoiceId === undefined && ended.includes(status) ? noPreview : preview;
}

/** Returns the preview of a purged voice: deleted, unless none existed. */
export function purgedPreview(record: StoredPreview): Preview {
  const shown = shownPreview(record, 'PURGED');
  return 'missing' in shown && shown.missing !== 'pending' ? shown : { missing: 'deleted' };
}

/** Returns the earliest claim time of attempts whose lost previews are searched for. */
export function recheckSince(now: Date): Date {
  return new Date(now.getTime() - recheckSeconds * 1_000);
}

/** Returns the attempt that made the record's voice, with its number. Null for an imported voice, and before a voice exists. */
export function madeAttempt({ attempts }: VoiceRecord): readonly [string, Attempt] | null {
  return Object.entries(attempts).findLast(([, { state }]) => state === 'MADE') ?? null;
}

/**
 * True if the bucket may hold a preview that the record does not name. That is so while the preview is pending, and for a
 * day after it was recorded as lost, because an invocation that was still running may have stored it later.
 */
export function mayBeStoredUnnamed(record: VoiceRecord, now: Date): boolean {
  const { providerVoiceId, preview, purgeClaim } = record;
  if (!providerVoiceId || purgeClaim || !('missing' in preview)) return false;
  if (preview.missing === 'pending') return true;
  return preview.missing === 'lost' && isReceivedSince(record, recheckSince(now));
}

/**
 * True if the invocation that received the preview may still be running and store it.
 *
 * @param claimSeconds maximum seconds that an invocation runs after its claim
 */
export function mayYetBeStored(record: VoiceRecord, claimSeconds: number, now: Date): boolean {
  const { preview } = record;
  const isOpen = 'missing' in preview && (preview.missing === 'pending' || preview.missing === 'lost');
  return isOpen && isReceivedSince(record, new Date(now.getTime() - claimSeconds * 1_000));
}

/** True if the voice was the answer to a create that was claimed after a time. An adopted voice has no preview. */
function isReceivedSince(record: VoiceRecord, time: Date): boolean {
  const [, attempt] = madeAttempt(record) ?? [];
  return attempt?.claimedAt !== undefined && !attempt.adopted && new Date(attempt.claimedAt) > time;
}
