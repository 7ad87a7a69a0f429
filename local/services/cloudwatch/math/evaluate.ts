import { type Expression, type FunctionName, MetricMathError } from './parse.ts';

/** The data points of a metric, one for each period, oldest first. A period without data is undefined. */
export type Points = readonly (number | undefined)[];

/** A scalar, a time series, or an array of time series. */
type Value = number | Points | { readonly list: readonly Points[] };

/** The metrics and expressions that an expression can name. */
export interface Inputs {
  readonly points: ReadonlyMap<string, Points>;
  /** The ids of the metrics among them. */
  readonly metrics: readonly string[];
  readonly periodSeconds: number;
}

/**
 * Evaluates an expression whose result is a time series.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws MetricMathError
 */
export function evaluateExpression(expression: Expression, inputs: Inputs): Points {
  const value = evaluateNode(expression, inputs);
  if (isPoints(value)) return value;
  throw new MetricMathError('the result of the expression is not one time series');
}

function evaluateNode(expression: Expression, inputs: Inputs): Value {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'id':
      return pointsOf(expression.id, inputs);
    case 'list':
      return { list: expression.items.flatMap((item) => seriesOf(evaluateNode(item, inputs))) };
    case 'negation':
      return mapValue(evaluateNode(expression.operand, inputs), (number) => -number);
    case 'operation':
      return combine(
        evaluateNode(expression.left, inputs),
        evaluateNode(expression.right, inputs),
        operations[expression.operator] ?? failedOperation,
      );
    case 'call':
      return call(expression.name, expression.args, inputs);
  }
}

type Operation = (left: number, right: number) => number;

const bit = (holds: boolean) => (holds ? 1 : 0);
const and: Operation = (left, right) => bit(left !== 0 && right !== 0);
const or: Operation = (left, right) => bit(left !== 0 || right !== 0);
const operations: Readonly<Record<string, Operation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
  '==': (left, right) => bit(left === right),
  '!=': (left, right) => bit(left !== right),
  '<=': (left, right) => bit(left <= right),
  '>=': (left, right) => bit(left >= right),
  '<': (left, right) => bit(left < right),
  '>': (left, right) => bit(left > right),
  AND: and,
  '&&': and,
  OR: or,
  '||': or,
};

function failedOperation(): number {
  throw new MetricMathError('the operator is not supported');
}

function call(name: FunctionName, args: readonly Expression[], inputs: Inputs): Value {
  const [first, second, third] = args;
  if (name === 'METRICS') return { list: inputs.metrics.map((id) => pointsOf(id, inputs)) };
  if (first === undefined) throw new MetricMathError(`${name} needs an argument`);
  if (name === 'PERIOD') return inputs.periodSeconds;
  const value = evaluateNode(first, inputs);
  switch (name) {
    case 'ABS':
      return mapValue(value, Math.abs);
    case 'CEIL':
      return mapValue(value, Math.ceil);
    case 'FLOOR':
      return mapValue(value, Math.floor);
    case 'FILL':
      return fill(value, evaluateNode(required(name, second), inputs));
    case 'IF':
      return choose(
        value,
        evaluateNode(required(name, second), inputs),
        third === undefined ? undefined : evaluateNode(third, inputs),
      );
    default:
      return aggregate(name, value);
  }
}

function required(name: FunctionName, argument: Expression | undefined): Expression {
  if (argument === undefined) throw new MetricMathError(`${name} needs two arguments`);
  return argument;
}

/** Aggregates a time series to a scalar, and an array of time series point by point. */
function aggregate(name: 'AVG' | 'MAX' | 'MIN' | 'SUM', value: Value): Value {
  if (typeof value === 'number') throw new MetricMathError(`${name} needs a time series`);
  if (isPoints(value)) return aggregated(name, value, value.length) ?? 0;
  const [first = []] = value.list;
  return first.map((_, index) =>
    aggregated(
      name,
      value.list.map((points) => points[index]),
      value.list.length,
    ),
  );
}

/** Missing values count as 0 in an average, and are left out of the other functions. */
function aggregated(name: 'AVG' | 'MAX' | 'MIN' | 'SUM', points: Points, count: number): number | undefined {
  const existing = points.filter((point) => point !== undefined);
  if (existing.length === 0) return undefined;
  if (name === 'MAX') return Math.max(...existing);
  if (name === 'MIN') return Math.min(...existing);
  const sum = existing.reduce((total, point) => total + point, 0);
  return name === 'SUM' ? sum : sum / count;
}

function fill(value: Value, filler: Value): Value {
  if (typeof value === 'number') throw new MetricMathError('FILL needs a time series');
  if (!isPoints(value)) return { list: value.list.map((points) => pointsFilled(points, filler)) };
  return pointsFilled(value, filler);
}

function pointsFilled(points: Points, filler: Value): Points {
  return points.map((point, index) => point ?? at(filler, index));
}

function choose(condition: Value, whenTrue: Value, whenFalse: Value | undefined): Value {
  if (typeof condition === 'number') {
    const chosen = condition === 0 ? whenFalse : whenTrue;
    if (chosen === undefined) throw new MetricMathError('IF with a scalar needs three arguments');
    return chosen;
  }
  if (!isPoints(condition)) throw new MetricMathError('IF needs one time series as its condition');
  return condition.map((holds, index) => {
    if (holds === undefined) return undefined;
    if (holds !== 0) return at(whenTrue, index);
    return whenFalse === undefined ? undefined : at(whenFalse, index);
  });
}

/**
 * Applies an operator. In two time series, a value that only one of them lacks counts as 0. A time series without any
 * data gives a result without data. A division by zero gives no data point.
 */
function combine(left: Value, right: Value, operation: Operation): Value {
  if (typeof left === 'number' && typeof right === 'number') return operation(left, right);
  if (typeof left === 'number') return mapValue(right, (number) => operation(left, number));
  if (typeof right === 'number') return mapValue(left, (number) => operation(number, right));
  if (!isPoints(left)) return { list: left.list.map((points) => combined(points, right, operation)) };
  if (!isPoints(right)) return { list: right.list.map((points) => combined(left, points, operation)) };
  return combined(left, right, operation);
}

function combined(left: Points, right: Value, operation: Operation): Points {
  if (!isPoints(right)) throw new MetricMathError('an operator takes at most one array of time series');
  if (isEmpty(left) || isEmpty(right)) return left.map(() => undefined);
  return left.map((point, index) => {
    const other = right[index];
    if (point === undefined && other === undefined) return undefined;
    return finite(operation(point ?? 0, other ?? 0));
  });
}

function mapValue(value: Value, change: (number: number) => number): Value {
  if (typeof value === 'number') return change(value);
  const mapped = (points: Points) =>
    points.map((point) => (point === undefined ? undefined : finite(change(point))));
  return isPoints(value) ? mapped(value) : { list: value.list.map(mapped) };
}

function seriesOf(value: Value): readonly Points[] {
  if (typeof value === 'number') throw new MetricMathError('an array holds time series only');
  return isPoints(value) ? [value] : value.list;
}

function at(value: Value, index: number): number | undefined {
  if (typeof value === 'number') return value;
  if (isPoints(value)) return value[index];
  throw new MetricMathError('an array of time series is not supported here');
}

function pointsOf(id: string, { points }: Inputs): Points {
  const found = points.get(id);
  if (found === undefined) throw new MetricMathError(`the expression names ${id}, which is not defined`);
  return found;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function isEmpty(points: Points): boolean {
  return points.every((point) => point === undefined);
}

function isPoints(value: Value): value is Points {
  return Array.isArray(value);
}
