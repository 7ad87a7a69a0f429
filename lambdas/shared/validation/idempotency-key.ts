import { z } from 'zod';
import { codePoints, textIssues } from './text.ts';
import type { ValidationIssue } from './validation-issue.ts';

/** Code points of the key under which a request is made once. */
const requestKeyMax = 255;

/** The key as a field of an event: its type; {@link requestKeyFindings} has the rules for its text. */
export const requestKeySchema = z.string().meta({ minLength: 1, maxLength: requestKeyMax });

/** Findings about the key as a field of an event, which may be any visible text of one line. */
export function requestKeyFindings(key: string): readonly ValidationIssue[] {
  const pointer = '/requestKey';
  if (key.trim() === '') return [{ pointer, code: 'too_short', detail: 'is empty', limit: 1, actual: 0 }];
  return textIssues(pointer, key, { maximum: requestKeyMax, multiline: false });
}

/** What is wrong with the key as a header, which has printable ASCII characters only; null if nothing. */
export function requestKeyHeaderFinding(key: string): ValidationIssue | null {
  if (key.trim() === '') return { code: 'too_short', detail: 'is empty', limit: 1, actual: 0 };
  const actual = codePoints(key);
  if (actual > requestKeyMax) {
    const detail = `has more than ${requestKeyMax} characters`;
    return { code: 'too_long', detail, limit: requestKeyMax, actual };
  }
  if (!/^[\x20-\x7e]+$/.test(key)) {
    return { code: 'invalid_text', detail: 'has other than printable ASCII characters' };
  }
  return null;
}
