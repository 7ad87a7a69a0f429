import { z } from 'zod';
import { AwsError } from './aws-error.ts';

/**
 * Parses the input of an AWS operation.
 * @param errorType the error type for invalid input; a function receives the name of the first invalid member
 * @throws AwsError
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  errorType: string | ((member: string) => string),
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const member = String(parsed.error.issues[0]?.path[0] ?? '');
  const type = typeof errorType === 'string' ? errorType : errorType(member);
  throw new AwsError(type, z.prettifyError(parsed.error));
}
