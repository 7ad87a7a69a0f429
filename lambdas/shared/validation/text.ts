import type { ValidationIssue } from './validation-issue.ts';

export interface TextBounds {
  /** Code points, inclusive; 1 by default. */
  readonly minimum?: number;
  readonly maximum: number;
  /** Allows several lines: tab, line feed and carriage return are then valid. */
  readonly multiline: boolean;
}

const controls = /\p{Cc}/u;
const controlsExceptLayout = /[^\P{Cc}\t\n\r]/u;
/** Embeddings, overrides and isolates, which change the order in which text is displayed. */
const directionOverrides = /[\u202a-\u202e\u2066-\u2069]/u;
/** U+FFFD, which decoders insert for bytes that are not UTF-8. */
const replacement = /\ufffd/;
/** Noncharacters; SQS refuses two of them. */
const noncharacters = /\p{Noncharacter_Code_Point}/u;
/** Matches texts of white space and invisible characters only. U+2800 is the blank Braille pattern. */
const nothingVisible = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800]*$/u;

/** Returns the length of a text in Unicode code points, as the provider counts it. */
export function codePointCount(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Returns the bytes of a text as a JSON string without its quotes. Escapes count, which bounds the public view. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Checks the length and the characters of a text written by a person. */
export function textIssues(pointer: string, text: string, bounds: TextBounds): ValidationIssue[] {
  const { minimum = 1, maximum } = bounds;
  if (text === '') return [{ pointer, code: 'too_short', detail: 'is empty', limit: minimum, actual: 0 }];
  const issues: ValidationIssue[] = [];
  const invalid = invalidText(text, bounds.multiline);
  if (invalid) issues.push({ pointer, code: 'invalid_text', detail: invalid });
  const actual = codePointCount(text);
  if (actual < minimum) {
    const detail = `has fewer than ${minimum} Unicode code points`;
    issues.push({ pointer, code: 'too_short', detail, limit: minimum, actual });
  }
  if (actual > maximum) {
    const detail = `has more than ${maximum} Unicode code points`;
    issues.push({ pointer, code: 'too_long', detail, limit: maximum, actual });
  }
  return issues;
}

/** Returns true if an answer or an event can contain a field name: it is valid as a text of one line. */
export function isSingleLineText(name: string): boolean {
  return invalidCharacters(name, false) === null;
}

/** Replaces each character that an answer or an event cannot contain by U+FFFD. */
export function toSingleLineText(text: string): string {
  return Array.from(text, (character) => (isSingleLineText(character) ? character : '\ufffd')).join('');
}

function invalidText(text: string, multiline: boolean): string | null {
  return (
    invalidCharacters(text, multiline) ?? (nothingVisible.test(text) ? 'has no visible characters' : null)
  );
}

function invalidCharacters(text: string, multiline: boolean): string | null {
  if (!text.isWellFormed()) return 'is not well-formed Unicode';
  if (replacement.test(text)) return 'has U+FFFD, which replaces bytes that are not UTF-8';
  if (noncharacters.test(text)) return 'has noncharacter code points';
  if ((multiline ? controlsExceptLayout : controls).test(text)) return 'has control characters';
  if (directionOverrides.test(text)) return 'has characters that override the direction of writing';
  return null;
}
