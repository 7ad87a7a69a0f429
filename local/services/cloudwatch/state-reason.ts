import type { AlarmDefinition, Comparison } from './alarm-definition.ts';
import type { AlarmState } from './alarm-evaluation.ts';
import type { Points } from './math/evaluate.ts';

const phrases: Readonly<Record<Comparison, string>> = {
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  GreaterThanThreshold: 'greater than',
  LessThanOrEqualToThreshold: 'less than or equal to',
  LessThanThreshold: 'less than',
};

/** Returns the reason of a state, in the words of CloudWatch. @param points the evaluation range, oldest first */
export function stateReason(state: AlarmState, points: Points, definition: AlarmDefinition): string {
  const { evaluationPeriods, comparison, threshold, missingData } = definition;
  const recent = points.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const compared = `${phrases[comparison]} the threshold (${decimal(threshold)})`;
  const counted = `${recent.length} datapoint${recent.length === 1 ? '' : 's'}`;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted} ${recent.length === 1 ? 'was' : 'were'} available.`;
  }
  if (recent.length === 0) {
    const missing = missingData === 'breaching' ? '[Breaching]' : '[NonBreaching]';
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} periods and ${evaluationPeriods} missing datapoints were treated as ${missing}.`;
  }
  const values = recent.toReversed().map(decimal).join(', ');
  const verb = recent.length === 1 ? 'was' : 'were';
  return `Threshold Crossed: ${counted} [${values}] ${verb} ${state === 'ALARM' ? '' : 'not '}${compared}.`;
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
