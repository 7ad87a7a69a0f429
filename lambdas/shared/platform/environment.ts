import type * as z from 'zod';

/** A required environment variable is missing or invalid. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Returns a variable of a function that does without zod. @throws EnvironmentError if it is missing */
export function requiredVariable(name: string, variables: NodeJS.ProcessEnv = process.env): string {
  const value = variables[name];
  if (value === undefined) throw new EnvironmentError(`${name}: is missing`);
  return value;
}

/** Parses a function's environment variables. The construct that deploys the function is typed by the same schema. */
export function readEnvironment<T>(schema: z.ZodType<T>, variables: NodeJS.ProcessEnv = process.env): T {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}
