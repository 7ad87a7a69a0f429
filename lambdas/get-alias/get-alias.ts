import type { AliasStore } from '../shared/stores/aliases.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import { isLive, type LiveAlias } from '../shared/voice/alias.ts';

export interface GetAliasDependencies {
  readonly aliases: Pick<AliasStore, 'read'>;
}

/** Returns an alias with one consistent read. @throws ApiError `not_found` if it points at no voice */
export async function getAlias(alias: string, { aliases }: GetAliasDependencies): Promise<LiveAlias> {
  const record = await aliases.read(alias);
  if (!isLive(record)) throw new ApiError({ code: 'not_found' });
  return record;
}
