import { describe, expect, it } from '@jest/globals';
import {
  type AlarmState,
  type Breach,
  evaluate,
  evaluationRange,
  type MissingData,
} from '../../../../local/services/cloudwatch/alarm-evaluation.ts';

/** Parses data points as AWS writes them: 0 is within the threshold, X is breaching, and - is missing. */
function rangeOf(points: string): Breach[] {
  return points.split(' ').map((point) => (point === '-' ? undefined : point === 'X'));
}

const columns = ['missing', 'ignore', 'breaching', 'notBreaching'] as const satisfies readonly MissingData[];
const retained = undefined;
type Row = readonly [points: string, ...states: readonly (AlarmState | undefined)[]];

/**
 * The tables of AWS's page on missing data, for 3 out of 3 and for 2 out of 3 data points.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const documented: Readonly<Record<number, readonly Row[]>> = {
  3: [
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', retained, 'ALARM', 'OK'],
    // From an earlier edition of the page, and from its section on premature transitions.
    ['- - - - X', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
    ['X - - - -', 'ALARM', retained, 'ALARM', 'OK'],
    ['- - - X -', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
  ],
  2: [
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', retained, 'ALARM', 'OK'],
    ['- - - - X', 'INSUFFICIENT_DATA', retained, 'ALARM', 'OK'],
  ],
};

const cases = Object.entries(documented).flatMap(([datapointsToAlarm, rows]) =>
  rows.flatMap(([points, ...states]) =>
    columns.map((missingData, column) => ({
      datapointsToAlarm: Number(datapointsToAlarm),
      points,
      missingData,
      state: states[column],
    })),
  ),
);

describe('the evaluation of an alarm', () => {
  it.each(cases)(
    'results in $state for $points, $datapointsToAlarm of 3, missing data $missingData',
    (row) => {
      const rules = { evaluationPeriods: 3, ...row };
      expect(evaluationRange(rules)).toBe(5);
      expect(evaluate(rangeOf(row.points), rules)).toBe(row.state);
    },
  );
});
