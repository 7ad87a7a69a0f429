import { describe, expect, it } from '@jest/globals';
import { evaluateExpression, type Points } from '../../../../local/services/cloudwatch/math/evaluate.ts';
import { MetricMathError, parseExpression } from '../../../../local/services/cloudwatch/math/parse.ts';

const none = undefined;

function evaluated(text: string, points: Readonly<Record<string, Points>>): Points {
  return evaluateExpression(parseExpression(text), {
    points: new Map(Object.entries(points)),
    metrics: Object.keys(points),
    periodSeconds: 300,
  });
}

/** Examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const metric1 = [30, 20, 0, 0];
const metric2 = [20, none, 20, none];

describe('metric math', () => {
  it.each([
    ['metric1 < metric2', [0, 0, 1, 0]],
    ['metric1 >= 30', [1, 0, 0, 0]],
    ['metric1 > 15 AND metric2 > 15', [1, 0, 0, 0]],
    ['metric1 > 15 || metric2 > 15', [1, 1, 1, 0]],
    ['metric1 == 20 OR metric1 != 0', [1, 1, 0, 0]],
    ['metric1 + metric2', [50, 20, 20, 0]],
    ['metric1 - 2 * metric2', [-10, 20, -40, 0]],
    ['-(metric1 + 1) ^ 2', [961, 441, 1, 1]],
    ['metric1 / metric2', [1.5, none, 0, none]],
    ['100 * metric1 / (PERIOD(metric1) * 2)', [5, 20 / 6, 0, 0]],
    ['FILL(metric2, 7)', [20, 7, 20, 7]],
    ['FILL(metric2, metric1)', [20, 20, 20, 0]],
    ['MAX([metric1, metric2])', [30, 20, 20, 0]],
    ['MIN([metric1, metric2])', [20, 20, 0, 0]],
    ['SUM(METRICS())', [50, 20, 20, 0]],
    ['AVG([metric1, metric2])', [25, 10, 10, 0]],
    ['metric1 / MAX(metric1)', [1, 20 / 30, 0, 0]],
    ['metric1 - AVG(metric1)', [17.5, 7.5, -12.5, -12.5]],
    ['SUM(-[metric1, metric2])', [-50, -20, -20, 0]],
    ['CEIL(metric1 / 7)', [5, 3, 0, 0]],
    ['FLOOR(metric1 / 7)', [4, 2, 0, 0]],
    ['ABS(metric1 - 25)', [5, 5, 25, 25]],
    ['IF(metric1 > 10, metric1, 1)', [30, 20, 1, 1]],
    ['IF(metric1 > 10, 5)', [5, 5, none, none]],
    ['SUM(FILL([metric2, metric2], 1))', [40, 2, 40, 2]],
  ])('evaluates %s', (text, expected) => {
    expect(evaluated(text, { metric1, metric2 })).toEqual(expected);
  });

  it('gives no data for a sum with a metric that has none, unless it is filled', () => {
    const empty = [none, none];
    expect(evaluated('failed + aborted', { failed: [1, 2], aborted: empty })).toEqual([none, none]);
    expect(evaluated('FILL(failed, 0) + FILL(aborted, 0)', { failed: [1, none], aborted: empty })).toEqual([
      1, 0,
    ]);
  });

  it.each([
    ['ANOMALY_DETECTION_BAND(m1)', 'the function ANOMALY_DETECTION_BAND is not supported'],
    ['FILL(m1, REPEAT)', '"REPEAT" is not supported'],
    ['m1 +', '"the end" is not supported'],
    ['(m1', '")" is expected, not "the end"'],
    ['m1 m1', '"m1" is not expected'],
    ['m1 ? 1', '"? 1" is not supported'],
    ['SUM(m1)', 'the result of the expression is not one time series'],
    ['m1 + m2', 'the expression names m2, which is not defined'],
  ])('refuses %s', (text, reason) => {
    expect(() => evaluated(text, { m1: [1, 2] })).toThrow(new MetricMathError(reason));
  });
});
