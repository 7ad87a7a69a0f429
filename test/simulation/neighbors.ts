import {
  type Family,
  type Lane,
  MemoryBudgetStore,
  SharedBudget,
} from '../../lambdas/shared/dashscope/index.ts';
import type { Outages } from './outages.ts';
import type { Account } from './provider/keys.ts';
import type { Provider } from './provider/provider.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

interface NeighborPorts {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly provider: Provider;
  readonly outages: Outages;
  readonly family: Family;
  /** Returns the account of the key in force. */
  readonly account: () => Account;
}

/** The share of each of two deployments on one account. */
export const halfShare = 0.5;

/** Starts the other users of the provider account for the stretches of a schedule. */
export function startNeighbors(ports: NeighborPorts): void {
  const { time, outages } = ports;
  const at = (kind: Parameters<Outages['stretchOf']>[0], live: (until: number) => Promise<void>) => {
    const stretch = outages.stretchOf(kind);
    if (stretch) time.after(stretch.from - time.now(), () => void live(stretch.to));
  };
  at('account: another deployment', (until) => useShare(until, ports));
  at('account: calls of another program', (until) => callWithoutSlots(until, ports));
}

/** Another deployment, with its own table, which uses all of its share. */
async function useShare(
  until: number,
  { time, random, provider, family, account }: NeighborPorts,
): Promise<void> {
  const budgetStore = new MemoryBudgetStore();
  const budget = new SharedBudget({ budgetStore, share: halfShare, clock: time, random: random.next });
  const live = async (lane: Lane) => {
    while (time.now() < until) {
      const slot = await budget.acquire({ family, scope: 'mainland' }, lane, 60_000);
      if (slot.kind !== 'granted') throw new Error('a budget in memory grants every slot within a minute');
      const action = lane === 'creates' ? 'create' : 'query';
      const sender = { sender: 'neighbor', slotAt: slot.startsAt, clockOffset: 0 } as const;
      provider.receive({ action, family, account: account(), ...sender });
    }
  };
  await Promise.all([live('creates'), live('others')]);
}

/** A program that uses the account without any limit. */
async function callWithoutSlots(until: number, ports: NeighborPorts): Promise<void> {
  const { time, random, provider, family, account } = ports;
  const sender = { sender: 'program', slotAt: null, clockOffset: 0 } as const;
  while (time.now() < until) {
    provider.receive({ action: 'query', family, account: account(), ...sender });
    await time.sleep(random.between(20, 400));
  }
}
