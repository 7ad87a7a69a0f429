/** A node of a parsed metric math expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'negation'; readonly operand: Expression }
  | {
      readonly kind: 'operation';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] };

export const functionNames = [
  'ABS',
  'AVG',
  'CEIL',
  'FILL',
  'FLOOR',
  'IF',
  'MAX',
  'METRICS',
  'MIN',
  'PERIOD',
  'SUM',
] as const;
export type FunctionName = (typeof functionNames)[number];

/** An expression is not valid, or uses a function that the local runner does not support. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';
}

/** The operators by their precedence, the weakest first. */
const precedence: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];
const token = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/^<>()[\],])/y;

/**
 * Parses a metric math expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @throws MetricMathError
 */
export function parseExpression(text: string): Expression {
  const parser = new Parser(tokensOf(text));
  const expression = parser.operation(0);
  parser.expectEnd();
  return expression;
}

/** Returns the ids of the metrics and expressions that an expression names. */
export function idsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'number':
      return [];
    case 'id':
      return [expression.id];
    case 'list':
      return expression.items.flatMap(idsIn);
    case 'negation':
      return idsIn(expression.operand);
    case 'operation':
      return [...idsIn(expression.left), ...idsIn(expression.right)];
    case 'call':
      return expression.args.flatMap(idsIn);
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const source = text.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const found = token.exec(source)?.[1];
    if (found === undefined) throw new MetricMathError(`"${source.slice(at).trim()}" is not supported`);
    tokens.push(found);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  operation(level: number): Expression {
    const operators = precedence[level];
    if (operators === undefined) return this.#unary();
    let left = this.operation(level + 1);
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#next += 1;
      left = { kind: 'operation', operator, left, right: this.operation(level + 1) };
    }
    return left;
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw new MetricMathError(`"${this.#peek()}" is not expected`);
  }

  #unary(): Expression {
    if (this.#peek() !== '-') return this.#operand();
    this.#next += 1;
    return { kind: 'negation', operand: this.#unary() };
  }

  #operand(): Expression {
    const first = this.#take();
    if (first === '(') {
      const inner = this.operation(0);
      this.#expect(')');
      return inner;
    }
    if (first === '[') return { kind: 'list', items: this.#items(']') };
    if (/^\d/.test(first)) return { kind: 'number', value: Number(first) };
    if (this.#peek() === '(') {
      this.#next += 1;
      return { kind: 'call', name: functionName(first), args: this.#items(')') };
    }
    if (/^[a-z]\w*$/.test(first)) return { kind: 'id', id: first };
    throw new MetricMathError(`"${first}" is not supported`);
  }

  #items(end: string): Expression[] {
    const items: Expression[] = [];
    while (this.#peek() !== end) {
      if (items.length > 0) this.#expect(',');
      items.push(this.operation(0));
    }
    this.#next += 1;
    return items;
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? '';
  }

  #take(): string {
    this.#next += 1;
    return this.#tokens[this.#next - 1] ?? 'the end';
  }

  #expect(expected: string): void {
    const found = this.#take();
    if (found !== expected) throw new MetricMathError(`"${expected}" is expected, not "${found}"`);
  }
}

function functionName(text: string): FunctionName {
  const name = functionNames.find((each) => each === text);
  if (name === undefined) throw new MetricMathError(`the function ${text} is not supported`);
  return name;
}
