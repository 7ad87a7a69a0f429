import { isSingleLineText } from './text.ts';

export type { ValidationIssue, ValidationIssueCode } from './validation-issue-schema.ts';

/** Maximum number of issues in one answer. */
export const maxIssues = 50;

/** Longer keys are left out of pointers. */
const longestSegment = 64;

/** Returns the JSON Pointer to a field. It ends before a key that is too long or that an event cannot contain. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  let pointer = '';
  for (const key of path) {
    const segment = String(key);
    if (segment.length > longestSegment || !isSingleLineText(segment)) break;
    pointer += `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  }
  return pointer;
}
