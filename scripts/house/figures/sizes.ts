import { type ParsedFile, placeOf } from '../parsed-file.ts';

export const maxFileLines = 300;
export const maxFunctionLines = 60;

export interface Sizes {
  readonly files: number;
  readonly medianLines: number;
  readonly percentile90Lines: number;
  /** Files above 300 lines without a comment at the head that gives the reason and mentions `300 lines`. */
  readonly longFiles: readonly string[];
  /** Functions above 60 lines, as `path:line (lines)`. */
  readonly longFunctions: readonly string[];
}

export function sizesOf(files: readonly ParsedFile[]): Sizes {
  const lines = files.map(({ lineCount }) => lineCount).sort((a, b) => a - b);
  return {
    files: files.length,
    medianLines: median(lines),
    percentile90Lines: lines[Math.floor(lines.length * 0.9)] ?? 0,
    longFiles: files.filter(isTooLong).map(({ path, lineCount }) => `${path} (${lineCount})`),
    longFunctions: files.flatMap(longFunctionsOf),
  };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const below = sorted[Math.ceil(middle) - 1] ?? 0;
  const above = sorted[Math.floor(middle)] ?? 0;
  return (below + above) / 2;
}

function isTooLong({ lineCount, bytes }: ParsedFile): boolean {
  const head = bytes.toString('utf8').split('\n', 15).join('\n');
  return lineCount > maxFileLines && !head.includes(`${maxFileLines} lines`);
}

const functionTypes: readonly string[] = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'Constructor',
  'MethodProperty',
  'GetterProperty',
];

function longFunctionsOf(file: ParsedFile): string[] {
  const found: string[] = [];
  file.visit((node) => {
    if (!functionTypes.includes(node.type)) return;
    const { start, end } = placeOf(node);
    const line = file.lineAt(start);
    const lines = file.lineAt(end) - line + 1;
    if (lines > maxFunctionLines) found.push(`${file.path}:${line} (${lines})`);
  });
  return found;
}
