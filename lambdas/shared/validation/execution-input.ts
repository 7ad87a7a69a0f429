import * as z from 'zod';
import { errorNames } from '../contract.ts';

/** The input of an execution does not have the documented form. The workflow matches this error's name. */
export class InvalidExecutionInputError extends Error {
  override readonly name = errorNames.invalidExecutionInput;
}

/** Parses the input of an execution. @throws InvalidExecutionInputError with the fields, without their values */
export function parseExecutionInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new InvalidExecutionInputError(z.prettifyError(parsed.error));
  return parsed.data;
}
