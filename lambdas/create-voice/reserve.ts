import type { AttemptStore } from '../shared/stores/attempts.ts';
import { LostRaceError } from '../shared/stores/items.ts';
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
  await unlessReserved(
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
  await unlessReserved(attemptStore.reserveNextAttempt(record, number, name));
}

async function reserveToken(
  voiceId: string,
  providerVoices: ReserveDependencies['providerVoices'],
  newToken: () => string,
): Promise<string> {
  for (;;) {
    const token = newToken();
    try {
      await providerVoices.reserveToken(token, voiceId);
      return token;
    } catch (error) {
      // Another voice of this deployment has the token. The chance is 1 in 10^10 a voice: draw again.
      if (!(error instanceof LostRaceError)) throw error;
    }
  }
}

/** Accepts a reservation that another invocation for the same voice has made. */
async function unlessReserved(reservation: Promise<void>): Promise<void> {
  try {
    await reservation;
  } catch (error) {
    if (!(error instanceof LostRaceError)) throw error;
  }
}
