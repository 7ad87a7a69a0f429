import type { DashScopeClient, ProviderVoice, WalkEnd } from '../dashscope/index.ts';
import type { ProviderAccount } from '../provider/accounts.ts';
import { isUndisturbed, type ScanStore } from '../stores/scans.ts';
import type { ProviderList } from '../voice/provider-list.ts';

/** The contents of one provider list, read to its end with one key. */
export interface ListScan {
  readonly begunAt: Date;
  /** Id of the key that the list was read with. */
  readonly keyId: string;
  /** True if every entry of every page was readable and this deployment deleted nothing from the list meanwhile. */
  readonly clean: boolean;
  /** Newest first. */
  readonly voices: readonly ProviderVoice[];
  readonly end: WalkEnd;
}

export interface ScanListDependencies {
  readonly clientOf: (account: ProviderAccount) => Pick<DashScopeClient, 'walkVoices'>;
  readonly scans: Pick<ScanStore, 'read'>;
  readonly now: () => Date;
}

/** A scan has several calls and no caller that waits, so that its calls wait for their slots longer than others. */
const maxSlotWaitMs = 20_000;

/**
 * Reads one of the provider's lists to its end.
 *
 * @param ownLease id of the caller's delete lease, which does not disturb the caller's own scan
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
  for await (const voice of clientOf(account).walkVoices({ family, onEnd }, { maxSlotWaitMs }))
    voices.push(voice);
  if (!end) throw new Error('the provider client did not report the end of the list');
  const after = await scans.read(list);
  const clean = isWhole(end) && isUndisturbed(before, after, begunAt, ownLease);
  return { begunAt, keyId: account.keyId, clean, voices, end };
}

/** Returns true if every entry was readable and their number is at least the provider's count, if it has one. */
function isWhole({ reason, unreadable, totalCount, voices }: WalkEnd): boolean {
  return reason === 'empty_page' && unreadable === 0 && (totalCount === null || totalCount <= voices);
}
