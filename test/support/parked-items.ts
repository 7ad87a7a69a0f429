import type { ProviderList } from '../../lambdas/shared/voice/provider-list.ts';
import { instant } from './voices.ts';

/** Returns the item of a parked execution, as the state machine writes it. */
export function parkedItem({
  voiceId,
  family,
  scope,
  ...parts
}: ProviderList & { readonly voiceId: string } & Readonly<Record<string, unknown>>) {
  return {
    voiceId: `WAIT#${voiceId}`,
    status: `WAIT#${family}#${scope}`,
    providerVoiceId: `cosyvoice-v3.5-plus-vd-${voiceId.toLowerCase()}`,
    run: 0,
    token: `token-of-${voiceId}`,
    parkedAt: instant.toISOString(),
    reviewStartedAt: instant.toISOString(),
    evidence: '',
    wakes: 0,
    expiresAtEpochSeconds: instant.getTime() / 1_000 + 4_500,
    ...parts,
  };
}
