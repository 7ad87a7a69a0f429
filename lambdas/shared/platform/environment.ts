import type { z } from 'zod';

/** A function was deployed without a variable it needs, or with one of the wrong form. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Reads a function's variables by the schema that the construct which deploys it is typed by. */
export function readEnvironment<T>(schema: z.ZodType<T>, variables: NodeJS.ProcessEnv = process.env): T {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  );
}
