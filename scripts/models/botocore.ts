import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const reference = z.object({
  shape: z.string(),
  location: z.enum(['header', 'headers', 'querystring', 'uri', 'statusCode']).optional(),
  locationName: z.string().optional(),
});
const shape = z.object({
  type: z.string(),
  members: z.record(z.string(), reference).optional(),
  required: z.array(z.string()).optional(),
  union: z.boolean().optional(),
  member: reference.optional(),
  key: reference.optional(),
  value: reference.optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  sensitive: z.boolean().optional(),
  /** True for a list whose items are elements of the structure around it. */
  flattened: z.boolean().optional(),
  /** The member of a structure that is the body. */
  payload: z.string().optional(),
});
const model = z.object({
  operations: z.record(z.string(), z.object({ input: reference.optional(), output: reference.optional() })),
  shapes: z.record(z.string(), shape),
});

export type BotocoreShape = z.output<typeof shape>;
export type BotocoreModel = z.output<typeof model>;

/** Reads `<data>/<folder>/service-2.json`, the format of botocore's models. */
export function readBotocoreModel(data: string, folder: string): BotocoreModel {
  return model.parse(JSON.parse(readFileSync(join(data, folder, 'service-2.json'), 'utf8')));
}
