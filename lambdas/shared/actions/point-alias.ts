import type { AuditionStore } from '../stores/auditions.ts';
import { ApiError } from '../validation/api-error.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { finishAlias } from './finish-alias.ts';
import { moveAlias, type SetAliasDependencies } from './set-alias.ts';

export interface PointAliasDependencies extends SetAliasDependencies {
  readonly auditions: SetAliasDependencies['auditions'] & Pick<AuditionStore, 'clearPointing'>;
  /** Time for which the former voice is kept after a remake. */
  readonly aliasGraceSeconds: number;
}

/**
 * Points the alias of a decided audition at its chosen voice, unless the alias has moved since the choice or a later choice
 * has been made. Completes the remake that requested the audition. Does nothing if no change of an alias is left. The call can be repeated and can come late.
 *
 * @returns the audition without the change
 * @throws ApiError `invalid_state` if the voice is not usable, or `voice_in_use` if ten aliases point at it. Both leave
 * the alias where it is
 */
export async function pointAlias(
  audition: AuditionRecord,
  dependencies: PointAliasDependencies,
): Promise<AuditionRecord> {
  const { auditionId, alias, chosen, pointing, ...rest } = audition;
  if (!pointing || alias === null || chosen === null) return audition;
  const { by: owner, ...choice } = pointing;
  const voice = await dependencies.voices.read(chosen);
  if (voice?.status !== 'OK') {
    throw new ApiError({ code: 'invalid_state', status: voice?.status ?? 'PURGED' });
  }
  const retireAt = new Date(dependencies.now().getTime() + dependencies.aliasGraceSeconds * 1_000);
  const move = { alias, owner, voice, retireAt, choice: { auditionId, ...choice } };
  const moved = await moveAlias(move, dependencies);
  if (moved) await finishAlias(alias, dependencies);
  await dependencies.auditions.clearPointing(auditionId, pointing.version);
  return { auditionId, alias, chosen, ...rest };
}
