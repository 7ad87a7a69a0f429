import { AwsError } from '../../core/aws-error.ts';
import type { Mismatch } from '../../models/mismatches.ts';
import { OperationChecks } from '../../models/operation-checks.ts';

const checks = new OperationChecks('sqs');

/** Returns true for an operation whose requests and answers are checked. The stack and its tools use no others. */
export function isChecked(operation: string): boolean {
  return checks.has(operation);
}

/**
 * Checks a request of SQS, whose errors have their own types and words.
 * @throws AwsError `SerializationException`, `MissingParameter`, `InvalidBatchEntryId`, `InvalidAttributeName`,
 *   `InvalidParameterValue`
 */
export function checkRequest(operation: string, input: unknown): void {
  const found = checks.mismatches(operation, input);
  const [first] = [...found.filter(({ kind }) => kind === 'type'), ...found];
  if (first !== undefined) throw errorOf(first);
}

/** @throws AwsError `InternalFailure` */
export function checkAnswer(operation: string, output: unknown): void {
  checks.answer(operation, output);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html#API_ReceiveMessage_Errors */
function errorOf({ kind, message, path, value, shape }: Mismatch): AwsError {
  const name = parameterName(path);
  if (kind === 'type') return new AwsError('SerializationException', message);
  if (value === null) {
    return new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
  }
  if (path.at(-1) === 'id') {
    const reason =
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.';
    return new AwsError('InvalidBatchEntryId', reason);
  }
  if (name === 'AttributeNames') return new AwsError('InvalidAttributeName', `Unknown Attribute ${value}.`);
  if (name === 'MessageAttributes') {
    const count = Object.keys(Object(value)).length;
    const reason = `Number of message attributes [${count}] exceeds the allowed maximum [${shape?.max}].`;
    return new AwsError('InvalidParameterValue', reason);
  }
  if (shape?.max === undefined) return new AwsError('InvalidParameterValue', message);
  const reason = `Must be between ${shape?.min} and ${shape?.max}, if provided.`;
  return new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`,
  );
}

/** Returns a name such as `MaxNumberOfMessages` or `Entries.1.Id`. */
function parameterName(path: readonly string[]): string {
  return path
    .filter((segment) => segment !== 'member')
    .map((segment) => `${segment.slice(0, 1).toUpperCase()}${segment.slice(1)}`)
    .join('.');
}
