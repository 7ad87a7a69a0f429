import { executionName } from './ids.ts';
import type { VoiceRecord } from './record.ts';

/** The fields that identify a voice in the log: its id, the execution that owns it and its owner. Never its texts. */
export interface LogSubject {
  readonly voiceId: string;
  readonly run: number;
  readonly execution: string;
  readonly owner: string;
}

/** Returns the fields that identify a record in the log. */
export function logSubject({ voiceId, run, createdBy }: LogSubjectParts): LogSubject {
  return { voiceId, run, execution: executionName(voiceId, run), owner: createdBy };
}

type LogSubjectParts = Pick<VoiceRecord, 'voiceId' | 'run' | 'createdBy'>;
