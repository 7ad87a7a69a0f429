import { readFileSync } from 'node:fs';
import { z } from 'zod';

const json = z.json();
const failure = z.strictObject({ error: z.string(), cause: z.string(), noDefault: z.literal(true).optional() });
const choice = z.tuple([z.record(z.string(), json), json, z.union([z.boolean(), failure])]);
const expression = z.tuple([z.string(), json, z.union([z.strictObject({ value: json }), failure])]);

/** The answer of the function that a machine calls. */
const functionAnswer = z.union([
  z.strictObject({ payload: json }),
  z.strictObject({ repeats: z.tuple([z.string(), z.int()]) }),
  z.strictObject({
    functionError: z.strictObject({
      errorType: z.string(),
      errorMessage: z.string(),
      trace: z.array(z.string()).optional(),
    }),
  }),
  z.strictObject({ throws: z.strictObject({ type: z.string(), message: z.string(), statusCode: z.int() }) }),
  z.strictObject({ hangs: z.literal(true) }),
]);

const machine = z.strictObject({
  name: z.string(),
  definition: json,
  input: json,
  function: functionAnswer.optional(),
  service: z.strictObject({ status: z.int(), body: json }).optional(),
  /** The number of events of a type and state. */
  history: z.record(z.string(), z.int()).optional(),
  /** The duration of the execution. */
  seconds: z.number().optional(),
  /** Members of DescribeExecution's answer, members that it lacks, or the refusal of the definition. */
  answer: z.record(z.string(), json),
});

const step = z.strictObject({
  operation: z.string(),
  input: z.record(z.string(), json),
  answer: z.record(z.string(), json).optional(),
  absent: z.array(z.string()).optional(),
  error: z.strictObject({ type: z.string(), message: z.string() }).optional(),
});
const operation = z.strictObject({ name: z.string(), steps: z.array(step) });

export type FunctionAnswer = z.output<typeof functionAnswer>;
export type MachineCase = z.output<typeof machine>;
export type OperationStep = z.output<typeof step>;

export const choices = read('choices', choice);
export const expressions = read('expressions', expression);
export const machines = read('machines', machine);
export const operations = read('operations', operation);

/** Returns the cases of a file, each with its source. */
function read<Case>(name: string, schema: z.ZodType<Case>): { source: string; answer: Case }[] {
  const file = z.array(z.strictObject({ source: z.url(), cases: z.array(schema) }));
  const text = readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');
  return file
    .parse(JSON.parse(text))
    .flatMap(({ source, cases }) => cases.map((answer) => ({ source, answer })));
}
