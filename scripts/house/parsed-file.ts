import { readFileSync } from 'node:fs';
import { type Module, parseSync } from '@swc/core';

/** A node of the syntax tree that has a place in the source. */
export interface SyntaxNode {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
}

/** A TypeScript or JavaScript file with its syntax tree. Positions are bytes from 0. */
export class ParsedFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly module: Module;
  readonly #lineStarts = [0];

  constructor(path: string, source: string) {
    this.path = path;
    this.bytes = Buffer.from(source);
    this.module = parseSync(source, { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2024' });
    for (let at = this.bytes.indexOf(10); at >= 0; at = this.bytes.indexOf(10, at + 1)) {
      this.#lineStarts.push(at + 1);
    }
  }

  static read(path: string): ParsedFile {
    return new ParsedFile(path, readFileSync(path, 'utf8'));
  }

  /** Lines of the file, without the empty one after the last line break. */
  get lineCount(): number {
    return this.#lineStarts.length - (this.bytes.at(-1) === 10 ? 1 : 0);
  }

  text(start: number, end: number): string {
    return this.bytes.toString('utf8', start, end);
  }

  /** Line of a position, from 1. */
  lineAt(position: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= position) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Calls back for every node, outer nodes first. */
  visit(visitor: (node: SyntaxNode) => void): void {
    visitNodes(this.module, visitor);
  }
}

/** Start and end of a node in bytes from 0; swc counts from 1. */
export function placeOf({ span }: SyntaxNode): { readonly start: number; readonly end: number } {
  return { start: span.start - 1, end: span.end - 1 };
}

/** Returns a string property of a node; an empty string if the node has none. */
export function stringOf(node: object, name: string): string {
  const value = propertyOf(node, name);
  return typeof value === 'string' ? value : '';
}

export function propertyOf(node: object, name: string): unknown {
  return Object.entries(node).find(([key]) => key === name)?.[1];
}

function visitNodes(value: unknown, visitor: (node: SyntaxNode) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) visitor(value);
  for (const child of Object.values(value)) visitNodes(child, visitor);
}

function isNode(value: object): value is SyntaxNode {
  return (
    'type' in value && typeof value.type === 'string' && 'span' in value && typeof value.span === 'object'
  );
}
