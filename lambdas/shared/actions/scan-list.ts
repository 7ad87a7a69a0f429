import type { DashScopeClient, ProviderVoice, WalkEnd } from '../dashscope/index.ts';
import type { ProviderAccount } from '../provider/accounts.ts';
import { type ScanStore, undisturbed } from '../stores/scans.ts';
import type { ProviderList } from '../voice/provider-list.ts';

/** One of the provider's lists, read to its end under one key. */
export interface ListScan {
  readonly begunAt: Date;
  /** The key that it was read with. */
  readonly keyId: string;
  /** Read from the first page to the empty one, every entry readable, with nothing deleted through us meanwhile. */
  readonly clean: boolean;
  /** The newest first. */
  readonly voices: readonly ProviderVoice[];
  readonly end: WalkEnd;
}

export interface ScanListDependencies {
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'walkVoices'>;
  readonly scans: Pick<ScanStore, 'read'>;
  readonly now: () => Date;
}

/**
 * Reads one of the provider's lists to its end.
 *
 * @param ownLease id of the caller's own delete lease: its holder knows what it deletes
 * @throws DashScopeError if the list could not be read
 */
export async function scanList(
  { family, scope }: ProviderList,
  account: ProviderAccount,
  { clientOf, scans, now }: ScanListDependencies,
  ownLease: string | null = null,
): Promise<ListScan> {
  const list = { family, scope };
  const begunAt = now();
  const before = await scans.read(list);
  const voices: ProviderVoice[] = [];
  let end: WalkEnd | undefined;
  const onEnd = (reached: WalkEnd) => {
    end = reached;
  };
  for await (const voice of clientOf(account).walkVoices({ family, onEnd })) voices.push(voice);
  if (!end) throw new Error('the walk through the list did not report its end');
  const after = await scans.read(list);
  const clean = isWhole(end) && undisturbed(before, after, begunAt, ownLease);
  return { begunAt, keyId: account.keyId, clean, voices, end };
}

/** Every entry was readable, and as many were met as the provider counts, where it does. */
function isWhole({ reason, unreadable, totalCount, voices }: WalkEnd): boolean {
  return reason === 'empty_page' && unreadable === 0 && (totalCount === null || totalCount <= voices);
}
