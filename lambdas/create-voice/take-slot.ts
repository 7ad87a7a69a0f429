import type { CallBudget } from '../shared/dashscope/index.ts';
import type { Log } from '../shared/platform/log.ts';
import type { AttemptStore } from '../shared/stores/attempts.ts';
import { wins } from '../shared/stores/items.ts';
import type { UncreatedVoice } from '../shared/voice/record.ts';

export interface SlotDependencies {
  readonly budget: Pick<CallBudget, 'reserve' | 'isHeld'>;
  readonly attemptStore: Pick<AttemptStore, 'keepSlot'>;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  /** A number in [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** `maxSlotWaitMs` is the longest wait in the function, which leaves enough of its time for the create. */
  readonly settings: { readonly maxSlotWaitMs: number };
}

export type TakenSlot =
  /** The attempt may be claimed now and sent at `startsAt`, in epoch milliseconds. */
  | { readonly kind: 'ready'; readonly startsAt: number }
  /** Nothing may be sent before the wait is over. */
  | { readonly kind: 'wait'; readonly waitSeconds: number };

/** Time for the claim, so that its write does not delay the request. */
const claimLeadMs = 100;

/** A kept slot that began earlier than this is lost. */
const maxLatenessMs = 250;

/** The workflow calls the function this long before the slot, because its waits are whole seconds and a start takes time. */
const earlyMs = 1_500;

/** Wait after the budget could not be reached, and the maximum that is added at random. */
const unreachableSeconds = { min: 5, random: 5 };

/**
 * Takes a slot for a create and waits for it. A wait of a few seconds takes place here. For a longer one, the attempt keeps
 * the slot, and the workflow calls again shortly before it starts.
 *
 * Each invocation takes at most one slot, or one more for each time that the lane is held back. A slot that an interrupted
 * invocation took stays unused.
 */
export async function takeSlot(
  record: UncreatedVoice,
  attempt: number,
  dependencies: SlotDependencies,
): Promise<TakenSlot> {
  const { budget, now, sleep, random, log, settings } = dependencies;
  const list = { family: record.family, scope: record.scope };
  let kept = keptSlot(record, attempt, now());
  try {
    for (;;) {
      const slot =
        kept === null
          ? await budget.reserve(list, claimLeadMs)
          : ({ kind: 'granted', startsAt: kept } as const);
      if (slot.kind === 'unreachable') throw slot.cause;
      const { startsAt } = slot;
      const waitMs = startsAt - now().getTime();
      if (waitMs > settings.maxSlotWaitMs) return await keepSlot(record, attempt, startsAt, dependencies);
      if (waitMs > claimLeadMs) await sleep(waitMs - claimLeadMs);
      if (!(await budget.isHeld(list, 'creates', startsAt))) return { kind: 'ready', startsAt };
      kept = null;
    }
  } catch (error) {
    log.error('the rate budget could not be reached', { voiceId: record.voiceId, error: String(error) });
    const { min, random: added } = unreachableSeconds;
    return { kind: 'wait', waitSeconds: Math.ceil(min + added * random()) };
  }
}

/** Returns the start of the slot that the attempt has kept. Null if it has none or comes too late for it. */
function keptSlot({ attempts }: UncreatedVoice, attempt: number, now: Date): number | null {
  const { slotAt } = attempts[String(attempt)] ?? {};
  if (slotAt === undefined) return null;
  const startsAt = Date.parse(slotAt);
  return now.getTime() - startsAt > maxLatenessMs ? null : startsAt;
}

async function keepSlot(
  { voiceId, run, attempts }: UncreatedVoice,
  attempt: number,
  startsAt: number,
  { attemptStore, now }: SlotDependencies,
): Promise<TakenSlot> {
  const slotAt = new Date(startsAt);
  const waitSeconds = Math.max(1, Math.floor((startsAt - now().getTime() - earlyMs) / 1_000));
  if (attempts[String(attempt)]?.slotAt === slotAt.toISOString()) return { kind: 'wait', waitSeconds };
  const isKept = await wins(attemptStore.keepSlot({ voiceId, run }, attempt, slotAt));
  // Another invocation or a deletion has changed the attempt, so it is read again soon.
  return { kind: 'wait', waitSeconds: isKept ? waitSeconds : 1 };
}
