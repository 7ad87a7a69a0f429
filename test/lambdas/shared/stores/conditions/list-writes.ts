import { past, voiceId, write } from './stored-record.ts';
import { type Item, later, now, type WriteCase } from './write-case.ts';

const list = { family: 'qwen', scope: 'mainland' } as const;
const future = later.toISOString();

const lease = { id: 'lease', until: later };
const leased = (key: string, parts: Item) => ({ voiceId: `${key}#qwen#mainland`, epoch: 1, ...parts });
const leaseOf = (key: string) => ({
  accepts: {
    'a table without it': null,
    'a list without a lease': leased(key, {}),
    'a list whose lease is over': leased(key, { leaseId: 'other', leaseUntil: past }),
    'a list with this lease': leased(key, { leaseId: 'lease', leaseUntil: future }),
  },
  refuses: {
    'a list that another process has leased': leased(key, { leaseId: 'other', leaseUntil: future }),
  },
});
const released = (key: string) => ({
  accepts: { 'a list with this lease': leased(key, { leaseId: 'lease', leaseUntil: future }) },
  refuses: {
    'a list that another process has leased': leased(key, { leaseId: 'other', leaseUntil: future }),
  },
});
const scanned = (parts: Item) => leased('SCAN', parts);

const lists: readonly WriteCase[] = [
  {
    name: 'scans.takeDeleteLease',
    ...leaseOf('SCAN'),
    write: ({ scans }) => scans.takeDeleteLease(list, lease, now),
  },
  {
    name: 'scans.releaseDeleteLease',
    ...released('SCAN'),
    write: ({ scans }) => scans.releaseDeleteLease(list, lease),
  },
  write(
    'scans.recordScan',
    { 'a list without a scan': scanned({}), 'a list with an earlier scan': scanned({ countedAt: past }) },
    { 'a list with a later scan': scanned({ countedAt: future }) },
    ({ scans }) => scans.recordScan(list, { countedAt: now, clean: true, keyId: 'key' }),
  ),
  write(
    'scans.recordDoubt of a doubted list',
    { 'a list without a doubt': scanned({}) },
    { 'a table without it': null },
    ({ scans }) => scans.recordDoubt(list, true, now),
  ),
  write(
    'scans.recordDoubt of a list without a doubt',
    { 'a doubted list': scanned({ doubtedSince: past }) },
    {},
    ({ scans }) => scans.recordDoubt(list, false, now),
    { 'a list that was removed': null },
  ),
  { name: 'sweeps.take', ...leaseOf('SWEEP'), write: ({ sweeps }) => sweeps.take(list, lease, now) },
  write(
    'sweeps.takeOver',
    {
      'a list without a lease': leased('SWEEP', {}),
      'a list that another run has leased': leased('SWEEP', { leaseId: 'other', leaseUntil: future }),
    },
    { 'a list with this lease': leased('SWEEP', { leaseId: 'lease', leaseUntil: future }) },
    ({ sweeps }) => sweeps.takeOver(list, lease),
  ),
  {
    name: 'sweeps.release',
    ...released('SWEEP'),
    write: ({ sweeps }) => sweeps.release(list, lease, now),
  },
  write(
    'parkedVoices.requestWake',
    { 'a parked voice': { voiceId: `WAIT#${voiceId}`, token: 'token' } },
    { 'a table without it': null },
    ({ parkedVoices }) => parkedVoices.requestWake(voiceId),
  ),
  write(
    'parkedVoices.remove',
    { 'the parking that was read': { voiceId: `WAIT#${voiceId}`, token: 'token' } },
    { 'a later parking': { voiceId: `WAIT#${voiceId}`, token: 'other' } },
    ({ parkedVoices }) => parkedVoices.remove({ voiceId, token: 'token' }),
  ),
];

const budget = (parts: Item) => ({ voiceId: 'BUDGET#qwen#mainland', ...parts });
const booking = { lane: 'creates', from: 1_000, until: 5_000, limit: 9_000, gap: 100 } as const;
const held = { othersHeldUntil: 2_000 };

const budgets: readonly WriteCase[] = [
  write(
    'places.take of one place',
    {
      'a list that was never counted': budget({}),
      'a list with a free place': budget({ taken: 1, limit: 2 }),
    },
    { 'a full list': budget({ taken: 2, limit: 2 }) },
    ({ places }) => places.take(list),
  ),
  write(
    'places.take of several places of a list that was never counted',
    { 'the list that was read': budget({}) },
    {},
    ({ places }) => places.take(list, 2),
    { 'a list that was counted': budget({ taken: 0, limit: 9 }) },
  ),
  write(
    'places.take of several places',
    { 'the list that was read': budget({ taken: 1, limit: 5 }) },
    {},
    ({ places }) => places.take(list, 2),
    {
      'a list with another limit': budget({ taken: 1, limit: 6 }),
      'a list with fewer free places': budget({ taken: 4, limit: 5 }),
    },
  ),
  write(
    'places.startScan',
    { 'a list without a scan': budget({}), 'a list with another scan': budget({ scanId: 'other' }) },
    { 'a list with this scan': budget({ scanId: 'scan' }) },
    ({ places }) => places.startScan(list, 'scan'),
  ),
  write(
    'places.endScan',
    { 'a list with this scan': budget({ scanId: 'scan', sinceScan: 0 }) },
    { 'a list with a later scan': budget({ scanId: 'other', sinceScan: 0 }) },
    ({ places }) => places.endScan(list, 'scan', { used: 1, inFlight: 0, limit: 5, countedAt: now }),
  ),
  write(
    'budget.take of an idle lane',
    {
      'a lane without a call': budget({}),
      'a lane that is behind': budget({ creates: 999 }),
      'a lane with an impossible slot': budget({ creates: 9_001 }),
      'a lane whose hold is over': budget({ ...held }),
    },
    {
      'a lane with booked slots': budget({ creates: 1_000 }),
      'a lane that is held back': budget({ othersHeldUntil: 3_001 }),
    },
    ({ budget: store }) => store.take(list, { ...booking, kind: 'idle', unlessHeldAt: 3_000 }),
  ),
  write(
    'budget.take of a queued slot',
    {
      'a lane with booked slots': budget({ creates: 1_000 }),
      'a lane with the last slot': budget({ creates: 5_000 }),
    },
    {
      'a lane that is behind': budget({ creates: 999 }),
      'a lane without a slot': budget({ creates: 5_001 }),
    },
    ({ budget: store }) => store.take(list, { ...booking, kind: 'queued', unlessHeldAt: null }),
  ),
  write(
    'budget.hold',
    {
      'a lane without a call': budget({}),
      'a lane that is behind': budget({ creates: 1, createsHeldUntil: 1 }),
    },
    {
      'a lane that is held back for longer': budget({ createsHeldUntil: 9_000 }),
      'a lane that is ahead': budget({ creates: 9_000 }),
    },
    ({ budget: store }) => store.hold(list, 'creates', { heldUntil: 5_000, holds: 1, cursor: 5_000 }),
  ),
  {
    ...write(
      'budget.hold',
      {
        'a lane that is ahead': budget({ creates: 9_000, createsHeldUntil: 1 }),
        'a lane without a hold': budget({ creates: 9_000 }),
      },
      { 'a lane that is held back for longer': budget({ creates: 9_000, createsHeldUntil: 9_000 }) },
      ({ budget: store }) => store.hold(list, 'creates', { heldUntil: 5_000, holds: 1, cursor: 5_000 }),
    ),
    followsRefusal: true,
  },
];

/** Writes of the items of a list. */
export const listWrites: readonly WriteCase[] = [...lists, ...budgets];
