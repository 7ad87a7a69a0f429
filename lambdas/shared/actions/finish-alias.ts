import type { EventPublisher } from '../event-publisher.ts';
import type { Log } from '../platform/log.ts';
import type { AliasStore } from '../stores/aliases.ts';
import type { HoldStore } from '../stores/holds.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { AliasRecord } from '../voice/alias.ts';
import { abandonedAfterSeconds, withoutWork } from '../voice/alias-changes.ts';
import { holdOf } from '../voice/holds.ts';
import type { AdvanceAuditionDependencies } from './advance-audition.ts';
import { cancelAudition } from './cancel-audition.ts';
import { changeAlias } from './change-alias.ts';
import { type DiscardVoiceDependencies, discardVoice } from './discard-voice.ts';

export interface FinishAliasDependencies
  extends Omit<DiscardVoiceDependencies, 'voices'>,
    Omit<AdvanceAuditionDependencies, 'voices'> {
  readonly aliases: Pick<AliasStore, 'read' | 'write'>;
  readonly holds: HoldStore;
  readonly voices: DiscardVoiceDependencies['voices'] &
    AdvanceAuditionDependencies['voices'] &
    Pick<VoiceStore, 'read'>;
  readonly publisher: EventPublisher;
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Finishes committed changes of an alias: releases former holds, deletes the voices and cancels the auditions of failed
 * remakes, and publishes pending events. Succeeds even if a part fails, which stays in the alias for recovery.
 */
export async function finishAlias(alias: string, dependencies: FinishAliasDependencies): Promise<void> {
  try {
    const record = await dependencies.aliases.read(alias);
    if (record) await finishWork(record, dependencies);
  } catch (error) {
    dependencies.log.error('a change of an alias is not finished', { alias, error: String(error) });
  }
}

/** Finishes the work of an alias. Each step can be repeated. @throws the error of the first step that fails */
export async function finishWork(record: AliasRecord, dependencies: FinishAliasDependencies): Promise<void> {
  const { holds, publisher } = dependencies;
  const { alias, releasing, discarding, cancelling, pendingEvents } = record;
  const isOld = dependencies.now().getTime() > Date.parse(record.updatedAt) + abandonedAfterSeconds * 1_000;
  for (const [moveId, { voiceId, retireAt }] of Object.entries(releasing)) {
    await holds.release(voiceId, holdOf(alias, moveId), retireAt === null ? null : new Date(retireAt));
  }
  const discarded: string[] = [];
  for (const voiceId of discarding) {
    if (await discardVoice(voiceId, isOld, dependencies)) discarded.push(voiceId);
  }
  const cancelled: string[] = [];
  for (const auditionId of cancelling) {
    if (await endAudition(auditionId, isOld, dependencies)) cancelled.push(auditionId);
  }
  const sequences = Object.keys(pendingEvents).sort((one, other) => Number(one) - Number(other));
  for (const sequence of sequences) {
    const event = pendingEvents[sequence];
    if (event) await publisher.publish(event);
  }
  const done = { released: Object.keys(releasing), discarded, cancelled, published: sequences };
  if (Object.values(done).every((each) => each.length === 0)) return;
  await changeAlias(alias, (current) => withoutWork(current, done), dependencies);
}

/**
 * Cancels the audition of a failed remake, unless it has ended.
 *
 * @param isOld true if the function that requested the audition has ended
 * @returns false if the audition may still be written, so that the call has to be repeated
 */
async function endAudition(
  auditionId: string,
  isOld: boolean,
  dependencies: FinishAliasDependencies,
): Promise<boolean> {
  try {
    await cancelAudition(auditionId, dependencies);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.details.code === 'not_found' ? isOld : true;
  }
}
