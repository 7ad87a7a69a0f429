import type { Table } from '../tables.ts';
import { count, durationText, precise } from './cells.ts';
import type { Gauge } from './gauges.ts';
import { type MeasuredScale, measureScale, type Volume } from './measure.ts';

/** A column of the table. */
interface NamedVolume {
  readonly name: string;
  readonly volume: Volume;
}

/** The volumes of docs/scale.md. */
export const volumes = [
  {
    name: '1,000 a day',
    volume: { requests: 1_050, apartSeconds: 86.4, reviewSeconds: 600, keptSeconds: 3_600, purges: false },
  },
  {
    name: '10,000 a day',
    volume: { requests: 1_000, apartSeconds: 8.64, reviewSeconds: 600, keptSeconds: 5_400, purges: true },
  },
  {
    name: '50,000 a day',
    volume: { requests: 1_040, apartSeconds: 1.728, reviewSeconds: 600, keptSeconds: 0, purges: true },
  },
  {
    name: '1,100 in 11 s',
    volume: { requests: 1_100, apartSeconds: 0.01, reviewSeconds: 600, keptSeconds: 0, purges: true },
  },
] as const satisfies readonly NamedVolume[];

/** The volume whose counts per voice are extrapolated, and the volume that they are extrapolated to. */
const extrapolated = { from: '50,000 a day', to: '1,000,000 a day', perSecond: 1_000_000 / 86_400 } as const;

/** Requests within a shorter time are a burst. */
const burstSeconds = 60;

interface Row {
  readonly name: string;
  /** The quota that the figure counts against. */
  readonly limit: string;
  readonly cell: (measured: MeasuredScale) => string;
  /** The count of a voice, for a figure that grows with the number of voices a second. */
  readonly total?: (measured: MeasuredScale) => number;
}

/** Returns a row whose cells have a mean and a peak. A burst has no mean. */
function gaugeRow(name: string, limit: string, gaugeOf: (measured: MeasuredScale) => Gauge): Row {
  return {
    name,
    limit,
    cell: (measured) => {
      const { total, peak } = gaugeOf(measured);
      const { requestSeconds } = measured;
      return requestSeconds < burstSeconds
        ? count(peak)
        : `${precise(total / requestSeconds)}, ${count(peak)}`;
    },
    total: (measured) => gaugeOf(measured).total,
  };
}

const rows: readonly Row[] = [
  { name: 'requests', limit: '', cell: ({ requests }) => count(requests) },
  { name: 'voices ready', limit: '', cell: ({ ready }) => count(ready) },
  { name: 'voices failed', limit: '', cell: ({ failed }) => count(failed) },
  { name: 'requests refused', limit: '', cell: refusals },
  {
    name: 'first refusal after',
    limit: '',
    cell: ({ firstRefusalSeconds: after }) => (after === null ? 'none' : durationText(after)),
  },
  {
    name: "places taken by the deployment's counter, peak",
    limit: '1,000',
    cell: (each) => count(each.placesTaken),
  },
  { name: 'voices at DashScope, peak', limit: '1,000', cell: (each) => count(each.voicesHeld) },
  gaugeRow('calls of DashScope a second', '10', ({ calls }) => calls),
  { name: 'calls answered 429', limit: '', cell: ({ throttled }) => count(throttled) },
  { name: 'creates that wait for a slot, peak', limit: '', cell: ({ waiting }) => count(waiting) },
  { name: 'longest wait for a slot', limit: '', cell: (each) => durationText(each.longestWaitSeconds) },
  gaugeRow('transitions a second', '5,000', ({ transitions }) => transitions),
  gaugeRow('write units a second, busiest key of `byMonth`', '1,000', ({ writes }) => writes.byMonth),
  gaugeRow('write units a second, busiest key of `byStatus`', '1,000', ({ writes }) => writes.byStatus),
  gaugeRow(
    'write units a second, busiest key of `byAnnouncing`',
    '1,000',
    ({ writes }) => writes.byAnnouncing,
  ),
  gaugeRow('`PutEvents` a second', '10,000', ({ events }) => events),
  gaugeRow('functions at once', '1,000', ({ functions }) => functions),
  gaugeRow('open executions', '1,000,000', ({ executions }) => executions),
];

/** Runs volumes, and returns the table of docs/scale.md. */
export async function volumesTable(named: readonly NamedVolume[] = volumes): Promise<Table> {
  const columns: { readonly name: string; readonly measured: MeasuredScale }[] = [];
  for (const { name, volume } of named) columns.push({ name, measured: await measureScale(volume) });
  const base = columns.find(({ name }) => name === extrapolated.from)?.measured;
  return {
    name: 'volumes',
    columns: ['measured', 'limit', ...columns.map(({ name }) => name), `${extrapolated.to}, extrapolated`],
    rows: rows.map(({ name, limit, cell, total }) => [
      name,
      limit,
      ...columns.map(({ measured }) => cell(measured)),
      base && total ? precise((total(base) / base.ready) * extrapolated.perSecond) : '',
    ]),
  };
}

function refusals({ refused }: MeasuredScale): string {
  const codes = Object.entries(refused).map(([code, times]) => `${count(times)} \`${code}\``);
  return codes.join(', ') || '0';
}
