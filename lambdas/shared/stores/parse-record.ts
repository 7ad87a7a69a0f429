import { type VoiceRecord, voiceRecord } from '../voice/record.ts';
import { UnreadableRecordError } from './items.ts';

/** A stored item as a record. @throws UnreadableRecordError naming where it is not one, and nothing of what it holds */
export function parseRecord(item: Readonly<Record<string, unknown>>): VoiceRecord {
  const parsed = voiceRecord.safeParse(item);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UnreadableRecordError(`record ${String(item.voiceId)} does not parse at: ${where}`);
}
