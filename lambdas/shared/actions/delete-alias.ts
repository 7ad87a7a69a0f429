import { ApiError } from '../validation/api-error.ts';
import type { AliasRecord } from '../voice/alias.ts';
import { deleteTarget } from '../voice/alias-changes.ts';
import { changeAlias } from './change-alias.ts';
import { type FinishAliasDependencies, finishAlias } from './finish-alias.ts';
import { checkVersion } from './set-alias.ts';

export interface DeleteAliasInput {
  readonly alias: string;
  readonly owner: string;
  /** The version that the alias must have. Absent for any version. */
  readonly ifVersion?: number | undefined;
}

/**
 * Deletes an alias. Its voice stays. A pending remake fails, and its voice is deleted. The deletion of a deleted alias
 * succeeds without a change.
 *
 * @returns the version of the deletion
 * @throws ApiError `not_found` for an alias that never pointed at a voice, or `version_mismatch`
 */
export async function deleteAlias(
  { alias, owner, ifVersion }: DeleteAliasInput,
  dependencies: FinishAliasDependencies,
): Promise<{ readonly alias: string; readonly version: number }> {
  const deletion = { by: owner, now: dependencies.now() };
  const record = await changeAlias(
    alias,
    (each) => {
      if (isGone(each)) return each;
      checkVersion(each, ifVersion);
      return deleteTarget(each, deletion);
    },
    dependencies,
  );
  if (!record || record.version === 0) throw new ApiError({ code: 'not_found' });
  await finishAlias(alias, dependencies);
  return { alias, version: record.version };
}

function isGone({ target, pending }: AliasRecord): boolean {
  return target === null && pending === null;
}
