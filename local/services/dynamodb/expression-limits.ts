import { AwsError } from '../../core/aws-error.ts';
import { isRecord } from '../../core/json.ts';

/**
 * The limits of expressions, which dynalite does not have.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
const maxExpressionBytes = 4096;
const maxOperators = 300;
const maxOperands = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-attributes-nested-depth */
const maxDepth = 32;

const expressions = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const;

/** Comparisons, arithmetic, logical operators and functions. */
const operators = /<>|<=|>=|=|<|>|\+|(?<![\w#:])-|\b(?:AND|OR|NOT|BETWEEN|IN)\b|\b\w+\s*\((?!\s*\))/gi;

/** @throws AwsError `ValidationException` for an expression or a nested value over a limit */
export function checkExpressions(input: unknown): void {
  if (!isRecord(input)) return;
  for (const name of expressions) {
    const text = input[name];
    if (typeof text === 'string') checkExpression(name, text);
  }
  for (const values of [input.Item, input.ExpressionAttributeValues]) {
    if (isRecord(values)) for (const value of Object.values(values)) checkDepth(value, 0);
  }
}

/** The messages are those of DynamoDB. https://github.com/aws/aws-sdk-js/issues/3721 */
function checkExpression(name: (typeof expressions)[number], text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxExpressionBytes) {
    const message = `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`;
    throw invalid(`Invalid ${name}: ${message}`);
  }
  if (text.length <= maxOperators) return;
  // The `=` of an assignment is not an operator.
  const found = (text.match(operators) ?? []).filter((each) => name !== 'UpdateExpression' || each !== '=');
  if (found.length > maxOperators) {
    const message = `The expression contains too many operators; operator count: ${maxOperators + 1}`;
    throw invalid(`Invalid ${name}: ${message}`);
  }
  for (const [, operands = ''] of text.matchAll(/\bIN\s*\(([^)]*)\)/gi)) {
    const count = operands.split(',').length;
    if (count <= maxOperands) continue;
    const message = `The IN operator is provided with too many operands; number of operands: ${count}`;
    throw invalid(`Invalid ${name}: ${message}`);
  }
}

function checkDepth(value: unknown, depth: number): void {
  if (depth > maxDepth) throw invalid('Nesting Levels have exceeded supported limits');
  if (!isRecord(value)) return;
  const inner = isRecord(value.M) ? Object.values(value.M) : value.L;
  if (Array.isArray(inner)) for (const item of inner) checkDepth(item, depth + 1);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
