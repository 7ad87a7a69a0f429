import { noPreview, type Status } from '../contract.ts';
import type { Preview, VoiceRecord } from './record.ts';

type StoredPreview = Pick<VoiceRecord, 'preview' | 'providerVoiceId'>;

/** Statuses of a voice that nothing is being done for. Without a voice at the provider, no preview will come. */
const ended: readonly Status[] = ['FAILED', 'DELETED', 'PURGED', 'EXPIRED'];

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
