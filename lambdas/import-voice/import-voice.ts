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
  /** The two characters in front of this deployment's provider-side names. */
  readonly nameSpace: string;
  /** How long a rejected voice is kept. */
  readonly rejectedGraceSeconds: number;
  readonly now: () => Date;
  readonly newVoiceId: (now: Date) => string;
}

export interface ImportedVoice {
  readonly record: VoiceRecord;
  /** False if the voice had a record before. */
  readonly isNew: boolean;
}

/**
 * Gives a voice that was made elsewhere a record, and from then on a life here: first the pointer from the provider's
 * id, then the record, so that of imports at once a single record comes out, and one that died is finished by the next.
 * A review that is still open goes on in an execution of its own. Nothing is announced: nothing has become of the voice.
 *
 * @throws ApiError `not_found`; `invalid_state` for a voice of an attempt of ours, which reconciliation sees to; and
 *   what the provider's failures become
 */
export async function importVoice(
  input: ImportVoiceInput,
  dependencies: ImportVoiceDependencies,
): Promise<ImportedVoice> {
  const { voices, accountStore, providerVoices, now, newVoiceId } = dependencies;
  const { family, scope, providerVoiceId } = input;
  const standing = await standingRecord(input, dependencies);
  if (standing) return settle(standing, false, dependencies);

  const { queried, keyId } = await readProvider(scope, dependencies, async (client, options, account) => ({
    queried: await client.queryVoice({ family, providerVoiceId }, options),
    keyId: account.keyId,
  }));
  const voice = { ...knownVoice(queried), keyId };
  const time = now();
  await accountStore.ensureRecorded(scope, keyId, time);
  const voiceId = await providerVoices.claim(providerVoiceId, newVoiceId(time));
  const record = importedRecord(voiceId, voice, input, time, dependencies);
  try {
    await voices.put(record);
    return await settle(record, true, dependencies);
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
    // Another import was faster, or a try of this very write whose answer was lost.
    const written = await voices.read(voiceId);
    if (!written) throw error;
    return settle(written, false, dependencies);
  }
}

/** The record that the voice has already, by the provider's id or by the name that an attempt of ours gave it. */
async function standingRecord(
  { family, scope, providerVoiceId }: ImportVoiceInput,
  { voices, providerVoices, nameSpace }: ImportVoiceDependencies,
): Promise<VoiceRecord | null> {
  const pointed = await providerVoices.recordOf(providerVoiceId);
  const name = readProviderName(nameSpace, readProviderVoiceId(family, providerVoiceId)?.name ?? '');
  const voiceId = pointed ?? (name && (await providerVoices.ownerOfToken(name.token)));
  const record = voiceId === null ? null : await voices.read(voiceId);
  if (!record) return null;
  if (record.family !== family || record.scope !== scope) throw new ApiError({ code: 'not_found' });
  if (record.providerVoiceId === providerVoiceId) return record;
  throw new ApiError({ code: 'invalid_state', status: record.status });
}

/** What a record cannot be without. */
function knownVoice(voice: QueriedVoice) {
  const { status, targetModel } = voice;
  if (status && targetModel) return { ...voice, status, targetModel };
  throw new ApiError({ code: 'provider_error', providerCode: null });
}

/** Starts the execution of a review; also where an earlier import did not come that far. */
async function settle(
  record: VoiceRecord,
  isNew: boolean,
  { executions, log }: ImportVoiceDependencies,
): Promise<ImportedVoice> {
  const { voiceId, family, scope, status, run, origin } = record;
  log.info('voice imported', { voiceId, family, scope, outcome: isNew ? 'new' : 'standing' });
  if (status === 'DEPLOYING' && run === 0 && origin === 'imported') {
    await executions.start(voiceId, run).catch((error: unknown) => {
      // The record stands, and reconciliation starts it.
      log.error('execution not started', { voiceId, error: String(error) });
    });
  }
  return { record, isNew };
}
