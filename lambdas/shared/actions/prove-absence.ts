import type { ProviderVoiceStore } from '../stores/provider-voices.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { keysOfVoice, provesAbsence, type ScopeAccounts, type VoiceKeys } from '../voice/accounts.ts';
import { isAlive } from '../voice/alive.ts';
import type { ListScan } from './scan-list.ts';

export interface ProveAbsenceDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'ownerOf'>;
}

/** A voice that a scan did not find. */
export interface MissingVoice extends VoiceKeys {
  readonly voiceId: string;
}

/**
 * Returns true if a scan proves that the account of a missing voice no longer has it. The proof is another live voice of
 * the same account in the scan.
 *
 * @param first ids in the scan to check before the others
 */
export async function isProvedAbsent(
  missing: MissingVoice,
  scan: ListScan,
  accounts: ScopeAccounts | null,
  { voices, providerVoices }: ProveAbsenceDependencies,
  first: readonly string[] = [],
): Promise<boolean> {
  const { keyId, clean } = scan;
  if (!clean) return false;
  const ids = new Set([...first, ...scan.voices.map(({ providerVoiceId }) => providerVoiceId)]);
  for (const providerVoiceId of ids) {
    const voiceId = await providerVoices.ownerOf(providerVoiceId);
    if (voiceId === null || voiceId === missing.voiceId) continue;
    const record = await voices.read(voiceId);
    if (!record || record.providerVoiceId !== providerVoiceId || !isAlive(record)) continue;
    const controls = [keysOfVoice(record)];
    if (provesAbsence({ keyId, accounts, clean, controls }, missing)) return true;
  }
  return false;
}
