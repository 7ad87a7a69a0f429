import { textIssues } from './text.ts';
import { jsonPointer, type ValidationIssue } from './validation-issue.ts';

/** Bounds of a voice's labels: their count, code points of a key and of a value, and total bytes as JSON in UTF-8. */
export const labelLimits = { count: 20, key: 64, value: 128, bytes: 4096 } as const;

/** Checks the labels of a voice. @param sent the labels before a schema rebuilt the object */
export function labelIssues(labels: Readonly<Record<string, string>>, sent: unknown): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  // The schema drops this key silently when it rebuilds the object.
  if (typeof sent === 'object' && sent !== null && Object.hasOwn(sent, '__proto__')) {
    issues.push({ pointer: '/labels/__proto__', code: 'not_allowed', detail: 'is a reserved name' });
  }
  const entries = Object.entries(labels);
  if (entries.length > labelLimits.count) {
    issues.push({
      pointer: '/labels',
      code: 'too_long',
      detail: `has more than ${labelLimits.count} labels`,
      limit: labelLimits.count,
      actual: entries.length,
    });
  }
  // Quotes, escapes and commas count too, because the public view contains them.
  const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(entries)));
  if (bytes > labelLimits.bytes) {
    issues.push({
      pointer: '/labels',
      code: 'too_long',
      detail: `has more than ${labelLimits.bytes} bytes as JSON`,
      limit: labelLimits.bytes,
      actual: bytes,
    });
  }
  return issues.concat(entries.flatMap(([key, value]) => entryIssues(key, value)));
}

function entryIssues(key: string, value: string): ValidationIssue[] {
  const pointer = jsonPointer(['labels', key]);
  const issues = textIssues(pointer, key, { maximum: labelLimits.key, multiline: false }).map((issue) => ({
    ...issue,
    detail: `the key ${issue.detail}`,
  }));
  if (key.includes(':')) {
    issues.push({
      pointer,
      code: 'not_allowed',
      detail: 'the key has a colon, which separates it in filters',
    });
  }
  if (value === '') return issues;
  return issues.concat(textIssues(pointer, value, { maximum: labelLimits.value, multiline: false }));
}
