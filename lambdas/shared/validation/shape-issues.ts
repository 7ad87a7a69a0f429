import type * as z from 'zod';
import { jsonPointer, type ValidationIssue } from './validation-issue.ts';

/** Converts an issue of a request's schema to validation issues. @param value the request as it was sent */
export function shapeIssues(issue: z.core.$ZodIssue, value: object): ValidationIssue[] {
  const pointer = jsonPointer(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: jsonPointer([...issue.path, key]),
        code: 'unknown_field',
        detail: 'is not a field of this request',
      }));
    case 'invalid_value': {
      const allowed = issue.values.filter((each) => typeof each === 'string' || typeof each === 'number');
      const field: unknown = Object.getOwnPropertyDescriptor(value, String(issue.path[0]))?.value;
      if (field === undefined) return [{ pointer, code: 'required', detail: 'is missing' }];
      const expected = typeof allowed[0];
      if (typeof field !== expected)
        return [{ pointer, code: 'invalid_type', detail: `is not a ${expected}` }];
      return [{ pointer, code: 'not_allowed', detail: 'is not one of the allowed values', allowed }];
    }
    case 'invalid_type': {
      if (issue.path.length === 1 && !Object.hasOwn(value, String(issue.path[0]))) {
        return [{ pointer, code: 'required', detail: 'is missing' }];
      }
      return [{ pointer, code: 'invalid_type', detail: `is not of type ${typeName(issue.expected)}` }];
    }
    case 'invalid_format':
      // The message of a format is its rule.
      return [{ pointer, code: 'invalid_text', detail: issue.message }];
    default:
      return [{ pointer, code: 'invalid_type', detail: 'is not of the expected form' }];
  }
}

function typeName(expected: string): string {
  return expected === 'record' ? 'object' : expected;
}

/** Removes optional fields that are `null`: they count as absent. */
export function withoutNulls(sent: object, { shape }: z.ZodObject): object {
  const fields: Readonly<Record<string, z.core.$ZodType>> = shape;
  const optional = new Set(Object.keys(fields).filter((name) => fields[name]?._zod.optin === 'optional'));
  return Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => value !== null || !optional.has(name)),
  );
}

/** Returns the fields of a request for which its schema reported no issue. */
export function validFields(value: object, issues: readonly z.core.$ZodIssue[]): object {
  const invalidFields = new Set(issues.flatMap(fieldsOf));
  return Object.fromEntries(Object.entries(value).filter(([field]) => !invalidFields.has(field)));
}

function fieldsOf(issue: z.core.$ZodIssue): string[] {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0
    ? issue.keys
    : issue.path.slice(0, 1).map(String);
}
