import { parseSync } from '@swc/core';
import type { Fragment } from './fragment.ts';

interface Literal {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

interface Collected {
  readonly literals: Literal[];
  readonly templates: { readonly start: number; readonly text: string }[];
  readonly names: { readonly start: number; readonly text: string }[];
}

/** Comments, messages and identifiers of a TypeScript or JavaScript file. */
export function fragmentsOfTypeScript(source: string): Fragment[] {
  const bytes = Buffer.from(source);
  const found: Collected = { literals: [], templates: [], names: [] };
  collect(parseSync(source, { syntax: 'typescript', target: 'es2024' }), found);
  const literals = found.literals.sort((a, b) => a.start - b.start);
  const lineAt = lineFinder(bytes);
  return [
    ...comments(bytes, literals, lineAt),
    ...[...literals, ...found.templates].flatMap(({ start, text }) =>
      text === undefined || !isMessage(text)
        ? []
        : [{ kind: 'message' as const, line: lineAt(start), text, isContinued: followsPlus(bytes, start) }],
    ),
    ...found.names.map(({ start, text }) => ({ kind: 'name' as const, line: lineAt(start), text })),
  ];
}

/** swc counts bytes from 1. */
function collect(node: unknown, found: Collected): void {
  if (Array.isArray(node)) {
    for (const item of node) collect(item, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if ('span' in node && isSpan(node.span) && 'type' in node) {
    const start = node.span.start - 1;
    const end = node.span.end - 1;
    if (node.type === 'StringLiteral') found.literals.push({ start, end, text: stringOf(node, 'value') });
    if (node.type === 'TemplateElement') found.literals.push({ start, end });
    if (node.type === 'TemplateLiteral') found.templates.push({ start, text: templateText(node) });
    if (node.type === 'RegExpLiteral') found.literals.push({ start, end });
    if (node.type === 'Identifier') found.names.push({ start, text: stringOf(node, 'value') });
  }
  for (const value of Object.values(node)) collect(value, found);
}

/** The text of a template, with `…` for each expression. */
function templateText(template: object): string {
  const quasis: unknown = Object.entries(template).find(([name]) => name === 'quasis')?.[1];
  if (!Array.isArray(quasis)) return '';
  return quasis.map((quasi: object) => stringOf(quasi, 'cooked')).join('…');
}

/** The string continues the one in front of it: `'…' + '…'`. */
function followsPlus(bytes: Buffer, start: number): boolean {
  return /\+\s*$/.test(bytes.toString('utf8', Math.max(0, start - 40), start));
}

function isSpan(value: unknown): value is { start: number; end: number } {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

function stringOf(node: object, key: string): string {
  const value: unknown = Object.entries(node).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : '';
}

/** Outside literals, `//` and slash-star always begin a comment. */
function comments(bytes: Buffer, literals: readonly Literal[], lineAt: (at: number) => number): Fragment[] {
  const result: Fragment[] = [];
  let next = 0;
  let at = 0;
  while (at < bytes.length) {
    while (next < literals.length && (literals[next]?.end ?? 0) <= at) next += 1;
    const literal = literals[next];
    const slash = bytes.indexOf('/', at);
    if (slash < 0) break;
    if (literal !== undefined && literal.start <= slash) {
      at = Math.max(literal.end, at + 1);
      continue;
    }
    const opening = bytes.toString('latin1', slash, slash + 2);
    const block = opening === '/*';
    if (!block && opening !== '//') {
      at = slash + 1;
      continue;
    }
    const closing = bytes.indexOf(block ? '*/' : '\n', slash + 2);
    const end = closing < 0 ? bytes.length : closing;
    const text = bytes.toString('utf8', slash + 2, end);
    const line = lineAt(slash);
    const previous = result.at(-1);
    const cleaned = block ? text.replace(/^[ \t]*\*[ \t]?/gm, '').replace(/^\*/, '') : text;
    const startsLine = /^\s*$/.test(bytes.toString('utf8', bytes.lastIndexOf('\n', slash) + 1, slash));
    if (
      !block &&
      startsLine &&
      previous !== undefined &&
      endsOnLine(previous) === line - 1 &&
      lineComments.has(previous)
    ) {
      const joined: Fragment = { ...previous, text: `${previous.text}\n${cleaned}` };
      result[result.length - 1] = joined;
      lineComments.add(joined);
    } else {
      const comment: Fragment = { kind: 'comment', line, text: cleaned };
      if (!block && startsLine) lineComments.add(comment);
      result.push(comment);
    }
    at = end + (block ? 2 : 0);
    next = literals.findIndex((candidate) => candidate.start >= at);
    if (next < 0) next = literals.length;
  }
  return result;
}

const lineComments = new WeakSet<Fragment>();

function endsOnLine({ line, text }: Fragment): number {
  return line + text.split('\n').length - 1;
}

/** Two words or more, and a lower-case word among them: not a header name, an expression or a path. */
function isMessage(text: string): boolean {
  return /[a-z]\S*\s+\S*[a-zA-Z]/.test(text) && !/^[#:\w.]+ (=|<>|<|>|IN) |^\w+\(.*\)$/.test(text);
}

function lineFinder(bytes: Buffer): (at: number) => number {
  const starts = [0];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) starts.push(at + 1);
  return (at) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
