import type { Table } from '../tables.ts';
import { count, durationText } from './cells.ts';
import { type HangOptions, type MeasuredHang, measureHang } from './hang.ts';

interface NamedHang extends HangOptions {
  /** Description of the requests. */
  readonly name: string;
}

const hour = { hangSeconds: 3_600, accountConcurrency: 1_000 } as const;
const steady = { name: '10,000 a day', requests: 417, apartSeconds: 8.64, ...hour } as const;
const burst = { name: '990 in 10 s', requests: 990, apartSeconds: 0.01, ...hour } as const;

/** The hangs of docs/scale.md. */
export const hangs: readonly NamedHang[] = [
  { ...steady, createConcurrency: null },
  { ...burst, createConcurrency: null },
  { ...burst, createConcurrency: 100 },
];

export const hangColumns: readonly string[] = [
  'requests',
  '`createConcurrency`',
  'functions at once, peak',
  'API calls answered 503',
  'throttled invocations',
  'periods of 5 min with throttles',
  'OK',
  'FAILED',
  'lost or doubled',
  'recovered after',
];

/** Runs hangs, and returns the table of docs/scale.md. */
export async function hangTable(named: readonly NamedHang[]): Promise<Table> {
  const rows: string[][] = [];
  for (const each of named) rows.push([each.name, ...cellsOf(each, await measureHang(each))]);
  return {
    name: 'hour',
    columns: hangColumns,
    rows,
  };
}

function cellsOf({ createConcurrency }: HangOptions, measured: MeasuredHang): string[] {
  const { records } = measured;
  return [
    createConcurrency === null ? 'none' : count(createConcurrency),
    ...[measured.functions, measured.apiRefused, measured.throttled, measured.throttledPeriods].map(count),
    ...[records.OK ?? 0, records.FAILED ?? 0, measured.violations.length].map(count),
    durationText(measured.recoverySeconds),
  ];
}
