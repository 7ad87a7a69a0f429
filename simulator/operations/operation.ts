import type { Account } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import type { Plan } from '../faults/plan.ts';
import type { Random } from '../random.ts';
import type { Settings } from '../settings.ts';
import type { VoiceStore } from '../store/voice-store.ts';
import type { Envelope } from '../validation/envelope.ts';

/** The request of an operation and the parts of the provider that it uses. */
export interface OperationContext {
  readonly account: Account;
  readonly envelope: Envelope;
  readonly settings: Settings;
  readonly voices: VoiceStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly plan: Plan;
}

export interface OperationResult {
  readonly output: Readonly<Record<string, unknown>>;
  readonly usage: Readonly<Record<string, number>>;
  /** Id of the voice that the operation worked on, for the call log. */
  readonly voice: string | null;
}

/** @throws ProviderError if the operation is refused. Nothing has changed then. */
export type Operation = (context: OperationContext) => OperationResult | Promise<OperationResult>;
