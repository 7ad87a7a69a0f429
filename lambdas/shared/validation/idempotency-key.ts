import * as z from 'zod';
import { codePointCount, jsonBytes, textIssues } from './text.ts';
import type { ValidationIssue } from './validation-issue.ts';

/** Maximum code points of an idempotency key. */
const requestKeyMax = 255;
/** Maximum bytes of an idempotency key as JSON in UTF-8, which bounds the public view. No key of a header has more. */
const requestKeyMaxBytes = 2 * requestKeyMax;

/** Type of the key as a field of an event; {@link requestKeyIssues} checks its text. */
export const requestKeySchema = z.string().meta({ minLength: 1, maxLength: requestKeyMax });

/** Checks the key of an event, which may be any visible text of one line. */
export function requestKeyIssues(key: string): readonly ValidationIssue[] {
  const pointer = '/requestKey';
  if (key.trim() === '') return [{ pointer, code: 'too_short', detail: 'is empty', limit: 1, actual: 0 }];
  const issues = textIssues(pointer, key, { maximum: requestKeyMax, multiline: false });
  const actual = jsonBytes(key);
  if (issues.length > 0 || actual <= requestKeyMaxBytes) return issues;
  const detail = `has more than ${requestKeyMaxBytes} bytes as JSON in UTF-8`;
  return [{ pointer, code: 'too_long', detail, limit: requestKeyMaxBytes, actual }];
}

/** Checks the key of a header, which may contain only printable ASCII characters. Returns null if it is valid. */
export function requestKeyHeaderIssue(key: string): ValidationIssue | null {
  if (key.trim() === '') return { code: 'too_short', detail: 'is empty', limit: 1, actual: 0 };
  const actual = codePointCount(key);
  if (actual > requestKeyMax) {
    const detail = `has more than ${requestKeyMax} characters`;
    return { code: 'too_long', detail, limit: requestKeyMax, actual };
  }
  if (!/^[\x20-\x7e]+$/.test(key)) {
    return { code: 'invalid_text', detail: 'has characters other than printable ASCII' };
  }
  return null;
}
