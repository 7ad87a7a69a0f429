import type { Table } from '../tables.ts';
import { type DeployedItems, deployedItems, monthHours } from './deployed-items.ts';
import { type CostLoad, type MeasuredCost, measureIdle, measureVoices } from './measure.ts';
import { billOf, combine, costOf, type Item, prices, services, totalOf, type Usage } from './prices.ts';

/** A table of docs/cost.md. */
export interface CostTable extends Table {
  readonly name: 'voices' | 'functions' | 'idle' | 'settings' | 'prices';
}

const usd = (amount: number) => (amount < 0.01 ? amount.toFixed(4) : amount.toFixed(2));
const count = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));

/** Counted units in the unit of their price: bytes are shown as GB. */
function shown(item: Item, units: number): string {
  const { per } = prices[item];
  return per === 1_024 ** 3 ? `${(units / per).toPrecision(2)} GB` : count(units);
}

const perThousand = 1_000;
const second = 1;
const hour = 3_600 * second;

interface IdleRuns {
  readonly reconcile: MeasuredCost;
  readonly purge: MeasuredCost;
  readonly sweep: MeasuredCost;
}

/** Intervals of the schedules, in seconds. */
interface Intervals {
  readonly reconcile: number;
  readonly purge: number;
}

const defaultIntervals: Intervals = { reconcile: 900, purge: hour };

/** Runs the deployment, and returns the tables of docs/cost.md. */
export async function costTables(load: CostLoad): Promise<CostTable[]> {
  const measured = await measureVoices(load);
  const idle: IdleRuns = {
    reconcile: await measureIdle('reconcile'),
    purge: await measureIdle('purge'),
    sweep: await measureIdle('sweep'),
  };
  const deployed = deployedItems({ ns: 'vd' });
  return [
    voicesTable(measured, load),
    functionsTable(measured, load),
    idleTable(idle, deployed),
    settingsTable(idle, deployed),
    pricesTable(),
  ];
}

function voicesTable({ usage }: MeasuredCost, { voices }: CostLoad): CostTable {
  const scaled = combine([usage, perThousand / voices]);
  const rows = billOf(scaled)
    .sort((one, other) => other.usd - one.usd)
    .map((line) => [
      services[line.item],
      prices[line.item].unit,
      shown(line.item, line.count),
      usd(line.usd),
    ]);
  return {
    name: 'voices',
    columns: ['service', 'counted', 'per 1,000 voices', 'USD'],
    rows: [...rows, ['**Together**', '', '', usd(totalOf(scaled))]],
  };
}

function functionsTable({ invocations, transitions }: MeasuredCost, { voices }: CostLoad): CostTable {
  return {
    name: 'functions',
    columns: ['function or workflow', 'invocations or transitions a voice', 'seconds each'],
    rows: [
      ...Object.entries(transitions).map(([machine, all]) => [
        `workflow \`${machine}\``,
        (all / voices).toFixed(1),
        '',
      ]),
      ...invocations.map(({ name, count: all, seconds }) => [
        `\`${name}\``,
        (all / voices).toFixed(2),
        (seconds / all).toFixed(2),
      ]),
    ],
  };
}

/** Returns the usage of a month without voices, by the reason for it. */
function idleParts(
  { reconcile, purge, sweep }: IdleRuns,
  { usage, sweptLists, lists }: DeployedItems,
  intervals: Intervals,
): ReadonlyMap<string, Usage> {
  const runs = (seconds: number) => (monthHours * hour) / seconds;
  const { alarmMetrics, metrics, dashboards, secrets } = usage;
  const puts: Usage = { metricRequests: lists * runs(intervals.reconcile) };
  return new Map<string, Usage>([
    ['Alarms', { alarmMetrics }],
    ["Counts of DashScope's lists", combine([{ metrics }, 1], [puts, 1])],
    ['Dashboard', { dashboards }],
    ['Secrets', { secrets }],
    ['Reconciliation', combine([reconcile.usage, runs(intervals.reconcile)])],
    ['Purge', combine([purge.usage, runs(intervals.purge)])],
    ['Sweeps', combine([sweep.usage, sweptLists * runs(60)])],
  ] as const);
}

/** Returns the unit of a count, in the singular for one. */
function unitOf({ item, count }: { readonly item: keyof typeof prices; readonly count: number }): string {
  const { unit } = prices[item];
  return count === 1 ? unit.replace(/s$/, '') : unit;
}

function idleTable(idle: IdleRuns, deployed: DeployedItems): CostTable {
  const parts = [...idleParts(idle, deployed, defaultIntervals)].map(([name, usage]) => ({
    name,
    amount: totalOf(usage),
    largest: billOf(usage).sort((one, other) => other.usd - one.usd)[0],
  }));
  parts.sort((one, other) => other.amount - one.amount);
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  return {
    name: 'idle',
    columns: ['item', 'largest part', 'USD a month'],
    rows: [
      ...parts.map(({ name, amount, largest }) => [
        name,
        largest ? `${shown(largest.item, largest.count)} ${unitOf(largest)}` : '',
        usd(amount),
      ]),
      ['**Together**', '', usd(total)],
    ],
  };
}

function settingsTable(idle: IdleRuns, deployed: DeployedItems): CostTable {
  const total = (items: DeployedItems, intervals: Intervals) =>
    [...idleParts(idle, items, intervals).values()].reduce((sum, usage) => sum + totalOf(usage), 0);
  const base = total(deployed, defaultIntervals);
  const change = (items: DeployedItems, intervals = defaultIntervals) => {
    const difference = total(items, intervals) - base;
    return `${difference < 0 ? '−' : '+'}${usd(Math.abs(difference))}`;
  };
  const without: DeployedItems = { ...deployed, usage: { ...deployed.usage, dashboards: 0 } };
  const twoScopes = deployedItems({ scopes: ['mainland', 'international'] });
  // A run that reads twice the lists costs almost twice as much.
  const doubled: IdleRuns = {
    ...idle,
    reconcile: {
      ...idle.reconcile,
      usage: combine([idle.reconcile.usage, twoScopes.lists / deployed.lists]),
    },
  };
  const bothScopes =
    [...idleParts(doubled, twoScopes, defaultIntervals).values()].reduce(
      (sum, usage) => sum + totalOf(usage),
      0,
    ) - base;
  return {
    name: 'settings',
    columns: ['setting', 'USD a month, idle'],
    rows: [
      [
        '`reconcileEveryMinutes: 60` instead of 15',
        change(deployed, { ...defaultIntervals, reconcile: hour }),
      ],
      ['`purgeEveryMinutes: 240` instead of 60', change(deployed, { ...defaultIntervals, purge: 4 * hour })],
      ['`dashboard: false`', change(without)],
      ['`scopes: ["mainland", "international"]`', `+${usd(bothScopes)}`],
      [
        'Metrics of functions, if each has a value in every hour',
        `+${usd(costOf('metrics', deployed.embeddedMetrics))}`,
      ],
    ],
  };
}

function pricesTable(): CostTable {
  return {
    name: 'prices',
    columns: ['service', 'unit', 'USD', 'source'],
    rows: Object.entries(prices).map(([, price], index) => {
      const { usd: amount, per, unit, source } = price;
      const units = per === 1 || per === 1_024 ** 3 ? unit : `${per.toLocaleString('en-US')} ${unit}`;
      const [host] = source.split('/pricing/');
      const name = Object.values(services)[index] ?? '';
      return [name, units, String(amount), 'uncertain' in price ? `${host}, uncertain` : String(host)];
    }),
  };
}
