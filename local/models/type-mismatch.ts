import { Timestamp } from '../core/timestamp.ts';

/**
 * Returns a function that returns the message of a `SerializationException` for a value of another type than the shape's,
 * or undefined for a value of its type. The messages are those of the JSON protocols.
 */
export function typeMismatch(type: string): (value: unknown) => string | undefined {
  switch (type) {
    case 'structure':
    case 'map':
      return (value) => {
        if (Array.isArray(value)) return 'Start of list found where not expected';
        return typeof value === 'object' ? undefined : 'Unexpected field type';
      };
    case 'list':
      return (value) => {
        if (Array.isArray(value)) return undefined;
        return typeof value === 'object'
          ? 'Start of structure or map found where not expected'
          : 'Unexpected field type';
      };
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : cannotBe('Boolean', value));
    case 'integer':
    case 'long':
      return (value) => (typeof value === 'number' ? undefined : cannotBe('Integer', value));
    case 'double':
    case 'float':
      return (value) => (typeof value === 'number' ? undefined : cannotBe('Double', value));
    case 'timestamp':
      return (value) =>
        typeof value === 'number' || typeof value === 'string' || value instanceof Timestamp
          ? undefined
          : cannotBe('Date', value);
    case 'document':
      return () => undefined;
    default:
      return (value) => (typeof value === 'string' ? undefined : cannotBe('String', value));
  }
}

function cannotBe(type: string, value: unknown): string {
  if (typeof value === 'object') {
    return `Start of ${Array.isArray(value) ? 'list' : 'structure or map'} found where not expected`;
  }
  return `${tokenOf(value)} cannot be converted to ${type}`;
}

function tokenOf(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
    case 'boolean':
      return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
    default:
      return 'STRING_VALUE';
  }
}
