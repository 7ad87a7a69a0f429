import type { Account } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import type { Plan } from '../faults/effects.ts';
import type { Random } from '../random.ts';
import type { Envelope } from '../rules/envelope.ts';
import type { Settings } from '../settings.ts';
import type { VoiceStore } from '../store/voice-store.ts';

/** What an operation works with. */
export interface OperationContext {
  readonly account: Account;
  readonly envelope: Envelope;
  readonly settings: Settings;
  readonly voices: VoiceStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly plan: Plan;
}

/** A success, before the request id is added. */
export interface OperationResult {
  readonly output: Readonly<Record<string, unknown>>;
  readonly usage: Readonly<Record<string, number>>;
  /** The voice that it was about, for the log. */
  readonly voice: string | null;
}

/** @throws ProviderError a refusal; then nothing was changed */
export type Operation = (context: OperationContext) => OperationResult | Promise<OperationResult>;
