import type { ValidationIssue } from './validation-issue.ts';

export interface TextBounds {
  /** Code points, inclusive. The minimum is 1 if it is absent. */
  readonly minimum?: number;
  readonly maximum: number;
  /** Whether the text may have several lines: tab, line feed and carriage return are then no control characters. */
  readonly multiline: boolean;
}

const controls = /\p{Cc}/u;
const controlsButLayout = /[^\P{Cc}\t\n\r]/u;
/** Embeddings, overrides and isolates, which make text read otherwise than it is written. */
const directionOverrides = /[\u202a-\u202e\u2066-\u2069]/u;
/** U+FFFD is what a decoder puts in the place of bytes that are not UTF-8. */
const replacement = /\ufffd/;
/** Code points that are no characters; SQS refuses two of them. */
const noncharacters = /\p{Noncharacter_Code_Point}/u;
/** Blanks, format characters, fillers and joiners: what leaves nothing to read when it is alone. U+2800 is blank Braille. */
const nothingVisible = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{C}\u2800]*$/u;

/** The length of a text as the provider counts it: in Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** What is wrong with a text that a person wrote: its length, and what no voice can say and no screen can show. */
export function textIssues(pointer: string, text: string, bounds: TextBounds): ValidationIssue[] {
  const { minimum = 1, maximum } = bounds;
  if (text === '') return [{ pointer, code: 'too_short', detail: 'is empty', limit: minimum, actual: 0 }];
  const issues: ValidationIssue[] = [];
  const invalid = invalidText(text, bounds.multiline);
  if (invalid) issues.push({ pointer, code: 'invalid_text', detail: invalid });
  const actual = codePoints(text);
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

/** Whether a name of a field can be repeated in an answer or an event: it could be a text of one line. */
export function isRepeatable(name: string): boolean {
  return invalidCharacters(name, false) === null;
}

/** The text with U+FFFD for every character that cannot be repeated in an answer or an event. */
export function repeatable(text: string): string {
  return Array.from(text, (character) => (isRepeatable(character) ? character : '\ufffd')).join('');
}

function invalidText(text: string, multiline: boolean): string | null {
  return (
    invalidCharacters(text, multiline) ?? (nothingVisible.test(text) ? 'has nothing visible in it' : null)
  );
}

function invalidCharacters(text: string, multiline: boolean): string | null {
  if (!text.isWellFormed()) return 'is not well-formed Unicode';
  if (replacement.test(text)) return 'has U+FFFD, which stands for bytes that are not UTF-8';
  if (noncharacters.test(text)) return 'has code points that are no characters';
  if ((multiline ? controlsButLayout : controls).test(text)) return 'has control characters';
  if (directionOverrides.test(text)) return 'has characters that override the direction of writing';
  return null;
}
