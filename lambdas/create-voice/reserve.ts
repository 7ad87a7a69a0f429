import type { AttemptStore } from '../shared/stores/attempts.ts';
import { ignoreLostRace, wins } from '../shared/stores/items.ts';
import type { ProviderVoiceStore } from '../shared/stores/provider-voices.ts';
import { providerName } from '../shared/voice/ids.ts';
import type { UncreatedVoice } from '../shared/voice/record.ts';

export interface ReserveDependencies {
  readonly attemptStore: Pick<AttemptStore, 'reserveAttempt' | 'reserveNextAttempt'>;
  readonly providerVoices: Pick<ProviderVoiceStore, 'reserveToken'>;
  readonly newToken: () => string;
  /** `nameSpace` is two characters at the beginning of every provider-side name. */
  readonly settings: { readonly nameSpace: string };
}

/** Reserves a name token for the voice, and its first attempt under that name. */
export async function reserveName(
  record: UncreatedVoice,
  { attemptStore, providerVoices, settings, newToken }: ReserveDependencies,
): Promise<void> {
  const token = await reserveToken(record.voiceId, providerVoices, newToken);
  // Another invocation for the same voice may have reserved it.
  await ignoreLostRace(
    attemptStore.reserveAttempt(record, token, providerName(settings.nameSpace, token, 1)),
  );
}

/** Reserves a further attempt. Its name has the same token, and differs in the last character. */
export async function reserveNextAttempt(
  record: UncreatedVoice,
  number: number,
  { attemptStore, settings }: ReserveDependencies,
): Promise<void> {
  const name = providerName(settings.nameSpace, record.nameToken ?? '', number);
  // Another invocation for the same voice may have reserved it.
  await ignoreLostRace(attemptStore.reserveNextAttempt(record, number, name));
}

async function reserveToken(
  voiceId: string,
  providerVoices: ReserveDependencies['providerVoices'],
  newToken: () => string,
): Promise<string> {
  for (;;) {
    const token = newToken();
    // Another voice of this deployment has the token with a chance of 1 in 10^10. Then it is drawn again.
    if (await wins(providerVoices.reserveToken(token, voiceId))) return token;
  }
}
