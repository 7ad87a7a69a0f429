import type { PendingRemake } from '../voice/alias.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import type { VoiceRecord } from '../voice/record.ts';
import {
  type CompleteAuditionDependencies,
  completeAudition,
  type RecordAuditionDependencies,
  recordAudition,
} from './record-audition.ts';
import {
  type RecordVoiceDependencies,
  recordVoice,
  type StartVoiceDependencies,
  startVoice,
} from './record-voice.ts';

export interface ResumeRemakeDependencies
  extends RecordVoiceDependencies,
    StartVoiceDependencies,
    CompleteAuditionDependencies {
  readonly voices: CompleteAuditionDependencies['voices'];
  readonly auditions: RecordAuditionDependencies['auditions'] & CompleteAuditionDependencies['auditions'];
}

/** The new voice of a remake. */
export interface RemadeVoice {
  readonly kind: 'voice';
  readonly voice: VoiceRecord;
}

/** The audition of a remake, with the records of its candidates in order. */
export interface RemakeAudition {
  readonly kind: 'audition';
  readonly audition: AuditionRecord;
  readonly candidates: readonly (VoiceRecord | null)[];
}

/** Writes the records of a remake unless they exist, and starts the workflows that have not begun. */
export async function resumeRemake(
  pending: PendingRemake,
  alias: string,
  dependencies: ResumeRemakeDependencies,
): Promise<RemadeVoice | RemakeAudition> {
  return pending.audition
    ? resumeAudition(pending, pending.audition, alias, dependencies)
    : { kind: 'voice', voice: await resumeVoice(pending, pending.voiceId, alias, dependencies) };
}

/** Writes the record of a remake's voice unless it exists, and starts its workflow unless it has begun. */
export async function resumeVoice(
  { request, warnings, owner, requestKey, at }: PendingRemake,
  voiceId: string,
  alias: string,
  dependencies: RecordVoiceDependencies & StartVoiceDependencies,
): Promise<VoiceRecord> {
  const voice = { request, warnings, owner, requestKey, remakeOf: alias };
  const record = await recordVoice(voiceId, voice, new Date(at), dependencies);
  await startVoice(record, dependencies);
  return record;
}

/** Writes the records of a remake's audition unless they exist, and starts the workflows that have not begun. */
export async function resumeAudition(
  { request, warnings, owner, requestKey, at, fromVersion }: PendingRemake,
  { auditionId, voiceIds, keepUntil }: NonNullable<PendingRemake['audition']>,
  alias: string,
  dependencies: ResumeRemakeDependencies,
): Promise<RemakeAudition> {
  const requested = { request, warnings, owner, requestKey, voiceIds, keepUntil };
  const remake = { alias, remakeOf: { alias, fromVersion } };
  const audition = await recordAudition(auditionId, { ...requested, ...remake }, new Date(at), dependencies);
  return { kind: 'audition', audition, candidates: await completeAudition(audition, dependencies) };
}
