export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface EvaluationRules {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** A period of the evaluation range, by its data point: breaching, not breaching, or undefined without data. */
export type Breach = boolean | undefined;

/**
 * The number of periods that CloudWatch retrieves in addition to those that it evaluates. AWS documents it by examples
 * only, in which 5 periods are retrieved for 3 that are evaluated.
 */
const extraPeriods = 2;

/** Returns the number of periods of the evaluation range. */
export function evaluationRange({ evaluationPeriods }: EvaluationRules): number {
  return evaluationPeriods + extraPeriods;
}

/**
 * Returns the state that an alarm changes to, or undefined if it keeps its state.
 *
 * @param range the periods of the evaluation range, oldest first
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(range: readonly Breach[], rules: EvaluationRules): AlarmState | undefined {
  const { evaluationPeriods, datapointsToAlarm, missingData } = rules;
  const existing = range.filter((breach) => breach !== undefined);
  if (existing.length >= evaluationPeriods) {
    return stateOf(count(existing.slice(-evaluationPeriods)), datapointsToAlarm);
  }
  const filled = evaluationPeriods - existing.length;
  const breaching = count(existing);
  if (missingData === 'breaching') return stateOf(breaching + filled, datapointsToAlarm);
  if (missingData === 'notBreaching') return stateOf(breaching, datapointsToAlarm);
  const undecided = breaching < datapointsToAlarm && existing.every((breach) => breach);
  if (!undecided) return stateOf(breaching, datapointsToAlarm);
  if (missingData === 'ignore') return undefined;
  return isOldEnough(range, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
}

/**
 * Returns true if the oldest breaching data point is at least as old as the number of data points to alarm. All later ones
 * are then breaching or missing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html#CloudWatch-alarms-avoiding-premature-transition
 */
function isOldEnough(range: readonly Breach[], datapointsToAlarm: number): boolean {
  const oldest = range.indexOf(true);
  return oldest !== -1 && range.length - oldest >= datapointsToAlarm;
}

function count(breaches: readonly Breach[]): number {
  return breaches.filter((breach) => breach === true).length;
}

function stateOf(breaching: number, datapointsToAlarm: number): AlarmState {
  return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
}
