import { createdByMax } from '../../validation/bounds.ts';
import type { ParameterDoc } from './operation-doc.ts';

/** Returns the documentation of a query parameter. */
export const query = (name: string, schema: ParameterDoc['schema'], description?: string): ParameterDoc => ({
  name,
  in: 'query',
  ...(description && { description }),
  schema,
});

export const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });

export const wholeNumber = (minimum: number, maximum: number, byDefault: number) => ({
  type: 'integer',
  minimum,
  maximum,
  default: byDefault,
});

export const dryRunParameter = query(
  'dryRun',
  oneOf(['true', 'false']),
  'With true, checks the request and returns warnings, advice, cost and capacity. Records nothing, calls no provider, and ignores a valid Idempotency-Key.',
);

export const createdByParameter = query(
  'createdBy',
  { type: 'string', minLength: 1, maxLength: createdByMax },
  'Owner of the key, or event:<source>.',
);
export const labelParameter = query('label', { type: 'string', pattern: '^[^:]+:' }, 'key:value');

/** Parameters of every list of this deployment's records. */
export const pageParameters: readonly ParameterDoc[] = [
  query(
    'changedSince',
    { type: 'string', format: 'date-time' },
    'Lists only what has changed at or after this time, in no particular order, deletions included. Pass the asOf of the previous list. Recent changes are repeated.',
  ),
  query('limit', wholeNumber(1, 100, 20)),
  query('cursor', { type: 'string' }, 'Cursor of the previous page. Valid only with the same filter.'),
];

/** Returns the documentation of the Idempotency-Key header. @param created noun for the resource that a request creates */
export function idempotencyKeyParameter(created: string): ParameterDoc {
  return {
    name: 'Idempotency-Key',
    in: 'header',
    description: `1 to 255 printable ASCII characters. The key identifies its ${created} for 24 hours unless the deployment configures another time.`,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  };
}
