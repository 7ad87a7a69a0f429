import {
  type DashScopeClient,
  FAMILY_LIMITS,
  hasDocumentedId,
  isOlderThan,
  type ProviderVoice,
  readProviderVoiceId,
  type WalkEnd,
} from '../shared/dashscope/index.ts';
import type { ExecutionReader } from '../shared/executions/execution-reader.ts';
import type { ReconciliationStore } from '../shared/records/reconciliation-store.ts';
import {
  type ProviderList,
  type ScanStore,
  undisturbed,
  type VoiceCount,
} from '../shared/records/scan-store.ts';
import type { VoiceStore } from '../shared/records/voice-store.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { ProviderAccount, ProviderAccounts } from '../shared/runtime/provider-accounts.ts';
import { readProviderName } from '../shared/voice/ids.ts';
import type { ListedVoice, ReconciliationRules, ScannedList } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

export interface ReadListDependencies {
  readonly accounts: ProviderAccounts;
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'walkVoices'>;
  readonly scans: Pick<ScanStore, 'read'>;
  readonly voices: Pick<VoiceStore, 'read' | 'voiceOfProvider'>;
  readonly reconciliation: Pick<ReconciliationStore, 'voiceOfToken'>;
  readonly executions: ExecutionReader;
  readonly rules: ReconciliationRules;
  readonly now: () => Date;
}

export interface ReadList extends ScannedList {
  readonly count: VoiceCount;
  /** Recent voices without a record whose ids are not of a documented form. */
  readonly undocumented: readonly string[];
  /** Recorded voices by whose ids their records cannot be found: a crash came between the two writes. */
  readonly unpointed: readonly { readonly providerVoiceId: string; readonly voiceId: string }[];
}

/** Records are small, and a list is a thousand voices at most: a few seconds. */
const readsAtOnce = 8;

/**
 * Reads one of the provider's lists to its end, and then the record of every voice that is ours.
 *
 * @throws ScopeNotConfiguredError
 * @throws DashScopeError if the list could not be read
 */
export async function readList(list: ProviderList, dependencies: ReadListDependencies): Promise<ReadList> {
  const { scans, now } = dependencies;
  const begunAt = now();
  const before = await scans.read(list);
  const { listed, end } = await walk(list, dependencies);
  const after = await scans.read(list);
  const clean = isWhole(end) && undisturbed(before, after, begunAt);
  const traced = await inParallel(listed, readsAtOnce, (voice) => trace(voice, dependencies));
  const unpointed = traced.flatMap(({ voice: { record, providerVoiceId }, isPointed }) =>
    record?.providerVoiceId === providerVoiceId && !isPointed
      ? [{ providerVoiceId, voiceId: record.voiceId }]
      : [],
  );
  const undocumented = listed
    .filter((voice, at) => mayBeUnnamed(voice, begunAt) && !traced[at]?.isPointed)
    .map(({ providerVoiceId }) => providerVoiceId);
  const count = {
    used: Math.max(end.voices, end.totalCount ?? 0),
    limit: FAMILY_LIMITS[list.family].voicesMax,
    countedAt: now(),
    clean,
  };
  return { begunAt, clean, voices: traced.map(({ voice }) => voice), count, unpointed, undocumented };
}

async function walk(
  { family, scope }: ProviderList,
  { accounts, clientOf }: ReadListDependencies,
): Promise<{ listed: readonly ProviderVoice[]; end: WalkEnd }> {
  return accounts.using(scope, async (account) => {
    const listed: ProviderVoice[] = [];
    let end: WalkEnd | undefined;
    const onEnd = (reached: WalkEnd) => {
      end = reached;
    };
    for await (const voice of clientOf(account).walkVoices({ family, onEnd })) listed.push(voice);
    if (!end) throw new Error('the walk through the list has not told its end');
    return { listed, end };
  });
}

const recentMs = 2 * 86_400_000;

/** A voice whose id hides the name under which it was created, and which is recent enough to be an open attempt's. */
function mayBeUnnamed(voice: ProviderVoice, now: Date): boolean {
  return !hasDocumentedId(voice) && !isOlderThan(voice, new Date(now.getTime() - recentMs));
}

/** Every entry was readable, and as many were met as the provider says there are, where it does. */
function isWhole({ reason, unreadable, totalCount, voices }: WalkEnd): boolean {
  return reason === 'empty_page' && unreadable === 0 && (totalCount === null || totalCount <= voices);
}

/** A voice of ours is found by its id or, where that was never written, by the name that was reserved for its attempt. */
async function trace(
  { family, providerVoiceId, status }: ProviderVoice,
  { voices, reconciliation, executions, rules }: ReadListDependencies,
): Promise<{ voice: ListedVoice; isPointed: boolean }> {
  const name = readProviderVoiceId(family, providerVoiceId)?.name ?? null;
  const token = name === null ? undefined : readProviderName(rules.nameSpace, name)?.token;
  const pointed = await voices.voiceOfProvider(providerVoiceId);
  const voiceId = pointed ?? (token && (await reconciliation.voiceOfToken(token)));
  const record = voiceId ? await voices.read(voiceId) : null;
  const running = record !== null && mayBeAtWork(record) && (await isRunning(record, executions));
  return { voice: { providerVoiceId, status, name, record, running }, isPointed: pointed !== null };
}

function mayBeAtWork({ status }: VoiceRecord): boolean {
  return status === 'CREATING' || status === 'FAILED';
}

async function isRunning({ voiceId, run }: VoiceRecord, executions: ExecutionReader): Promise<boolean> {
  return (await executions.state(voiceId, run)) === 'running';
}
