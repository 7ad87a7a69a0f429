import type { CallBudget, GrantedSlot } from './budget.ts';
import type { Clock } from './clock.ts';
import type { DashScopeEndpoint } from './endpoint.ts';
import type { Failure } from './exchange.ts';
import { laneOf } from './slots.ts';
import type { Family, Operation } from './vocabulary.ts';

/** A call that takes a slot in the account's rate. */
export interface GatedCall {
  readonly family: Family;
  readonly operation: Operation;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may wait for its slot. */
  readonly maxSlotWaitMs?: number | undefined;
  /** Epoch milliseconds after which the request must not be sent. */
  readonly sendBefore?: number | undefined;
  /** Start of a slot that the caller has taken, in epoch milliseconds. Without it, the call takes a slot itself. */
  readonly slotAt?: number | undefined;
}

/** The account's rate had no free slot in time, or the budget could not be reached. Nothing was sent. */
export interface Limited {
  readonly kind: 'limited';
  /** Null if the budget could not be reached. */
  readonly waitMs: number | null;
}

export interface CallGateSettings {
  readonly endpoint: Pick<DashScopeEndpoint, 'scope'>;
  readonly budget: CallBudget;
  /** Milliseconds that a call may wait for its slot. */
  readonly maxSlotWaitMs: number;
  readonly clock: Clock;
}

/** Lets each call of a client pass at its slot in the account's rate. */
export class CallGate {
  readonly #settings: CallGateSettings;

  constructor(settings: CallGateSettings) {
    this.#settings = settings;
  }

  /** Waits for the start of the call's slot. @returns the slot, or the reason why nothing may be sent */
  async enter(call: GatedCall): Promise<GrantedSlot | Limited | Failure> {
    const { budget, clock, maxSlotWaitMs } = this.#settings;
    const { operation, signal, slotAt, sendBefore = Number.POSITIVE_INFINITY } = call;
    try {
      if (slotAt !== undefined) {
        const waitMs = slotAt - clock.now();
        if (waitMs > 0) await clock.sleep(waitMs, signal);
        return { kind: 'granted', startsAt: slotAt };
      }
      const maxWaitMs = Math.min(call.maxSlotWaitMs ?? maxSlotWaitMs, sendBefore - clock.now());
      const slot = await budget.acquire(this.#listOf(call), laneOf(operation), maxWaitMs, signal);
      if (slot.kind === 'granted') return slot;
      return { kind: 'limited', waitMs: slot.kind === 'busy' ? slot.waitMs : null };
    } catch {
      return unsent('aborted');
    }
  }

  /** Holds back further calls of a throttled call's lane. @returns the milliseconds until they may start */
  pushBack(call: Pick<GatedCall, 'family' | 'operation'>, retryAfterMs: number | null): Promise<number> {
    return this.#settings.budget.pushBack(this.#listOf(call), laneOf(call.operation), retryAfterMs);
  }

  #listOf({ family }: Pick<GatedCall, 'family'>) {
    return { family, scope: this.#settings.endpoint.scope };
  }
}

/** Returns the failure of a call that was not sent. */
export function unsent(reason: Failure['reason']): Failure {
  return { kind: 'failed', sent: false, reason, code: null };
}
