import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/**
 * Returns an item in DynamoDB's JSON, without undefined values. Inner objects may have any key but `__proto__`: the SDK
 * tells objects by their property `constructor`, which a label may hide, and so it is given maps.
 */
export function marshalled(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const entries = Object.entries(item).map(([name, value]) => [name, withMaps(value)]);
  return marshall(Object.fromEntries(entries), { removeUndefinedValues: true });
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, withMaps(inner)]));
}
