import { readFileSync } from 'node:fs';
import { ParsedFile, placeOf, propertyOf, type SyntaxNode } from '../parsed-file.ts';
import { filesBelow, isCode } from '../source-files.ts';

const literals: readonly unknown[] = ['ObjectExpression', 'ArrayExpression'];

/**
 * Returns the places of spread literals, such as `...{ a, b }`, in all code of the repository. Written out, their members
 * are one a line, and the compiler finds members that a type does not have.
 */
export function spreadLiterals(paths: readonly string[] = filesBelow().filter(isCode)): string[] {
  return paths.flatMap((path) => {
    const source = readFileSync(path, 'utf8');
    // Most files have none, and parsing takes most of the time.
    return /\.\.\.\s*[[{]/.test(source) ? spreadsIn(new ParsedFile(path, source)) : [];
  });
}

/** Returns the spread literals of a file as `path:line`. */
export function spreadsIn(file: ParsedFile): string[] {
  const found: string[] = [];
  file.visit((node) => {
    for (const { spread, expression } of elementsOf(node)) {
      if (!literals.includes(propertyOf(expression, 'type'))) continue;
      found.push(`${file.path}:${file.lineAt(spread)}`);
    }
  });
  return found;
}

interface SpreadElement {
  /** Position of the three dots. */
  readonly spread: number;
  readonly expression: object;
}

/** Returns the elements of an object, an array or a list of arguments that are spread. */
function elementsOf(node: SyntaxNode): SpreadElement[] {
  const elements = [
    propertyOf(node, 'properties'),
    propertyOf(node, 'elements'),
    propertyOf(node, 'arguments'),
  ];
  return elements.flatMap((list) => (Array.isArray(list) ? list.flatMap(spreadOf) : []));
}

function spreadOf(element: unknown): SpreadElement[] {
  if (typeof element !== 'object' || element === null) return [];
  const spread = propertyOf(element, 'spread');
  // The spread of an object is a node, whose argument is the expression.
  const expression = propertyOf(element, 'expression') ?? propertyOf(element, 'arguments');
  if (!isSpan(spread) || typeof expression !== 'object' || expression === null) return [];
  return [{ spread: placeOf({ type: 'SpreadElement', span: spread }).start, expression }];
}

function isSpan(value: unknown): value is SyntaxNode['span'] {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}
