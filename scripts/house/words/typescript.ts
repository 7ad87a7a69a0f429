import { type ParsedFile, placeOf, propertyOf, type SyntaxNode, stringOf } from '../parsed-file.ts';
import type { Fragment } from './fragment.ts';

/** A string, a part of a template, or a regular expression. Comments cannot start in it. */
interface Literal {
  readonly start: number;
  readonly end: number;
}

interface Text {
  readonly start: number;
  readonly text: string;
}

/** Comments and messages of a TypeScript or JavaScript file. */
export function fragmentsOfTypeScript(file: ParsedFile): Fragment[] {
  const literals: Literal[] = [];
  const messages: Text[] = [];
  file.visit((node) => {
    const { start } = placeOf(node);
    if (isLiteral(node)) literals.push(placeOf(node));
    if (node.type === 'StringLiteral') messages.push({ start, text: stringOf(node, 'value') });
    if (node.type === 'TemplateLiteral') messages.push({ start, text: templateText(node) });
  });
  return [
    ...joinLineComments(file, commentsOf(file, literals)),
    ...messages
      .filter(({ text }) => isMessage(text))
      .map(({ start, text }): Fragment => {
        return { kind: 'message', line: file.lineAt(start), text, isContinued: followsPlus(file, start) };
      }),
  ];
}

function isLiteral({ type }: SyntaxNode): boolean {
  return type === 'StringLiteral' || type === 'TemplateElement' || type === 'RegExpLiteral';
}

/** The text of a template, with `…` for each expression. */
function templateText(template: SyntaxNode): string {
  const quasis = propertyOf(template, 'quasis');
  if (!Array.isArray(quasis)) return '';
  return quasis.map((quasi: object) => stringOf(quasi, 'cooked')).join('…');
}

/** Two words or more, among them a lower-case one: not a header name, an expression or a path. */
function isMessage(text: string): boolean {
  return /[a-z]\S*\s+\S*[a-zA-Z]/.test(text) && !/^[#:\w.]+ (=|<>|<|>|IN) |^\w+\(.*\)$/.test(text);
}

/** The string continues the one in front of it: `'…' + '…'`. */
function followsPlus(file: ParsedFile, start: number): boolean {
  return /\+\s*$/.test(file.text(Math.max(0, start - 40), start));
}

interface Comment {
  readonly start: number;
  readonly text: string;
  /** A `//` comment with nothing in front of it on its line. */
  readonly isWholeLine: boolean;
}

/** Outside literals, `//` and slash-star always start a comment. */
function commentsOf(file: ParsedFile, literals: readonly Literal[]): Comment[] {
  const { bytes } = file;
  const found: Comment[] = [];
  const sorted = literals.toSorted((a, b) => a.start - b.start);
  let next = 0;
  let at = 0;
  for (;;) {
    const slash = bytes.indexOf('/', at);
    if (slash < 0) return found;
    while (next < sorted.length && (sorted[next]?.end ?? 0) <= slash) next += 1;
    const literal = sorted[next];
    if (literal !== undefined && literal.start <= slash) {
      at = literal.end;
      continue;
    }
    const opening = file.text(slash, slash + 2);
    if (opening !== '//' && opening !== '/*') {
      at = slash + 1;
      continue;
    }
    const closing = bytes.indexOf(opening === '/*' ? '*/' : '\n', slash + 2);
    at = closing < 0 ? bytes.length : closing;
    found.push(comment(file, slash, at, opening === '/*'));
  }
}

function comment(file: ParsedFile, start: number, end: number, isBlock: boolean): Comment {
  const text = file.text(start + 2, end);
  if (isBlock) return { start, text: text.replace(/^[ \t]*\*[ \t]?/gm, ''), isWholeLine: false };
  const lineStart = file.bytes.lastIndexOf('\n', start) + 1;
  return { start, text, isWholeLine: file.text(lineStart, start).trim() === '' };
}

/** Makes one fragment of `//` comments on consecutive lines. */
function joinLineComments(file: ParsedFile, comments: readonly Comment[]): Fragment[] {
  const joined: Fragment[] = [];
  let endLine = 0;
  for (const { start, text, isWholeLine } of comments) {
    const line = file.lineAt(start);
    const previous = joined.at(-1);
    if (isWholeLine && previous !== undefined && endLine === line - 1) {
      joined[joined.length - 1] = { ...previous, text: `${previous.text}\n${text}` };
    } else {
      joined.push({ kind: 'comment', line, text });
    }
    endLine = isWholeLine ? line : 0;
  }
  return joined;
}
