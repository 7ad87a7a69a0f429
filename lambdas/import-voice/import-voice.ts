import { type ReadProviderDependencies, readProvider } from '../shared/actions/read-provider.ts';
import { type QueriedVoice, readProviderVoiceId } from '../shared/dashscope/index.ts';
import type { ExecutionStarter } from '../shared/executions.ts';
import type { AccountStore } from '../shared/stores/accounts.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import type { ImportRequest } from '../shared/validation/import-request.ts';
import { readProviderName } from '../shared/voice/ids.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { importedRecord } from './imported-record.ts';

export interface ImportVoiceInput extends ImportRequest {
  readonly providerVoiceId: string;
  readonly owner: string;
}

export interface ImportVoiceDependencies extends ReadProviderDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'put'>;
  readonly accountStore: Pick<AccountStore, 'ensureRecorded'>;
  readonly providerVoices: ProviderVoiceStore;
  readonly executions: ExecutionStarter;
  /** Prefix of two characters in the names that this deployment gives to voices at the provider. */
  readonly nameSpace: string;
  /** Time for which a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
  readonly newVoiceId: (now: Date) => string;
}

export interface ImportedVoice {
  readonly record: VoiceRecord;
  /** False if the voice already had a record. */
  readonly isNew: boolean;
}

/**
 * Records a voice that was not created by this deployment. The pointer from the provider's id to the voice id is
 * written before the record, so that concurrent imports result in a single record and the next import completes an
 * interrupted one. Starts an execution if the voice is under review. Publishes no event, because the voice has not
 * changed.
 *
 * @throws ApiError `not_found`, the error that `readProvider` maps a failure to, or `invalid_state` for a voice that
 *   this deployment is still creating; reconciliation adopts such a voice
 */
export async function importVoice(
  input: ImportVoiceInput,
  dependencies: ImportVoiceDependencies,
): Promise<ImportedVoice> {
  const { voices, accountStore, providerVoices, now, newVoiceId } = dependencies;
  const { family, scope, providerVoiceId } = input;
  const existing = await findExisting(input, dependencies);
  if (existing) return finish(existing, false, dependencies);

  const { queried, keyId } = await readProvider(scope, dependencies, async (client, options, account) => ({
    queried: await client.queryVoice({ family, providerVoiceId }, options),
    keyId: account.keyId,
  }));
  const voice = { ...withStatusAndModel(queried), keyId };
  const time = now();
  await accountStore.ensureRecorded(scope, keyId, time);
  const voiceId = await providerVoices.claim(providerVoiceId, newVoiceId(time));
  const record = importedRecord(voiceId, voice, input, time, dependencies);
  try {
    await voices.put(record);
    return await finish(record, true, dependencies);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // The record was written by a concurrent import, or by an earlier attempt of this write whose response was lost.
    const written = await voices.read(voiceId);
    if (!written) throw error;
    return finish(written, false, dependencies);
  }
}

/**
 * Finds the existing record of a voice by the provider's id, or by the name that this deployment sent with a create.
 */
async function findExisting(
  { family, scope, providerVoiceId }: ImportVoiceInput,
  { voices, providerVoices, nameSpace }: ImportVoiceDependencies,
): Promise<VoiceRecord | null> {
  const recordedId = await providerVoices.recordOf(providerVoiceId);
  const name = readProviderName(nameSpace, readProviderVoiceId(family, providerVoiceId)?.name ?? '');
  const voiceId = recordedId ?? (name && (await providerVoices.ownerOfToken(name.token)));
  const record = voiceId === null ? null : await voices.read(voiceId);
  if (!record) return null;
  if (record.family !== family || record.scope !== scope) throw new ApiError({ code: 'not_found' });
  if (record.providerVoiceId === providerVoiceId) return record;
  throw new ApiError({ code: 'invalid_state', status: record.status });
}

/** Narrows the voice to one with the fields that a record requires. */
function withStatusAndModel(voice: QueriedVoice) {
  const { status, targetModel } = voice;
  if (status && targetModel) return { ...voice, status, targetModel };
  throw new ApiError({ code: 'provider_error', providerCode: null });
}

/** Starts the execution of a review. Repeated imports do it as well, in case the first one was interrupted. */
async function finish(
  record: VoiceRecord,
  isNew: boolean,
  { executions, log }: ImportVoiceDependencies,
): Promise<ImportedVoice> {
  const { voiceId, family, scope, status, run, origin } = record;
  log.info('voice imported', { voiceId, family, scope, outcome: isNew ? 'new' : 'existing' });
  if (status === 'DEPLOYING' && run === 0 && origin === 'imported') {
    await executions.start(voiceId, run).catch((error: unknown) => {
      // The record is stored, so reconciliation starts the execution.
      log.error('execution not started', { voiceId, error: String(error) });
    });
  }
  return { record, isNew };
}
