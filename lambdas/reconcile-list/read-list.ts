import { type ScanListDependencies, scanList } from '../shared/actions/scan-list.ts';
import {
  hasDocumentedId,
  isOlderThan,
  type ProviderVoice,
  placesOf,
  readProviderVoiceId,
} from '../shared/dashscope/index.ts';
import type { ExecutionReader } from '../shared/execution-reader.ts';
import { inParallel } from '../shared/platform/in-parallel.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/provider/accounts.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import type { VoiceCount } from '../shared/stores/scans.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { readProviderName } from '../shared/voice/ids.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { ListedVoice, ReconciliationRules, ScannedList } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

export interface ReadListDependencies extends ScanListDependencies {
  readonly accounts: ProviderAccounts;
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOf' | 'ownerOfToken'>;
  readonly executions: ExecutionReader;
  readonly rules: ReconciliationRules;
  /** Voices of one family and scope that the provider account can hold. */
  readonly voicePlaces: number;
}

export interface ReadList extends ScannedList {
  /** The account that the list was read in. Further calls about the list use the same account. */
  readonly account: ProviderAccount;
  readonly count: VoiceCount;
  /** Recent voices without a record whose ids are not of a documented form. */
  readonly undocumented: readonly string[];
  /** Recorded voices without a reference from their id to the record, because a crash came between the two writes. */
  readonly unpointed: readonly { readonly providerVoiceId: string; readonly voiceId: string }[];
}

/** Records are small, so the reads of a list with ten thousand voices take less than half a minute. */
const readsAtOnce = 8;

/**
 * Reads one of the provider's lists to its end, and the record of every voice that has one.
 *
 * @throws ScopeNotConfiguredError
 * @throws DashScopeError if the list could not be read
 */
export async function readList(list: ProviderList, dependencies: ReadListDependencies): Promise<ReadList> {
  const { accounts, voicePlaces, now } = dependencies;
  const { account, scan } = await accounts.using(list.scope, async (used) => ({
    account: used,
    scan: await scanList(list, used, dependencies),
  }));
  const { begunAt, clean, end, keyId } = scan;
  const traced = await inParallel(scan.voices, readsAtOnce, (voice) => trace(voice, dependencies));
  const unpointed = traced.flatMap(({ voice: { record, providerVoiceId }, isPointed }) =>
    record?.providerVoiceId === providerVoiceId && !isPointed
      ? [{ providerVoiceId, voiceId: record.voiceId }]
      : [],
  );
  const undocumented = scan.voices
    .filter((voice, at) => mayBeUnnamed(voice, begunAt) && !traced[at]?.isPointed)
    .map(({ providerVoiceId }) => providerVoiceId);
  const count = {
    used: Math.max(end.voices, end.totalCount ?? 0),
    limit: placesOf(list.family, voicePlaces),
    countedAt: now(),
    clean,
    keyId,
  };
  const voices = traced.map(({ voice }) => voice);
  return { begunAt, clean, account, voices, count, unpointed, undocumented };
}

const recentMs = 2 * 86_400_000;

/** True for a recent voice whose id does not contain its name, so that it may belong to an open attempt. */
function mayBeUnnamed(voice: ProviderVoice, now: Date): boolean {
  return !hasDocumentedId(voice) && !isOlderThan(voice, new Date(now.getTime() - recentMs));
}

/** Finds the record of a voice by its id, or by the reserved name of an attempt if the id was never written. */
async function trace(
  { family, providerVoiceId, status }: ProviderVoice,
  { voices, providerVoices, executions, rules }: ReadListDependencies,
): Promise<{ voice: ListedVoice; isPointed: boolean }> {
  const name = readProviderVoiceId(family, providerVoiceId)?.name ?? null;
  const token = name === null ? undefined : readProviderName(rules.nameSpace, name)?.token;
  const pointed = await providerVoices.ownerOf(providerVoiceId);
  const voiceId = pointed ?? (token && (await providerVoices.ownerOfToken(token)));
  const record = voiceId ? await voices.read(voiceId) : null;
  const running = record !== null && mayBeRunning(record) && (await isRunning(record, executions));
  return { voice: { providerVoiceId, status, name, record, running }, isPointed: pointed !== null };
}

function mayBeRunning({ status }: VoiceRecord): boolean {
  return status === 'CREATING' || status === 'FAILED';
}

async function isRunning({ voiceId, run }: VoiceRecord, executions: ExecutionReader): Promise<boolean> {
  return (await executions.state(voiceId, run)) === 'running';
}
