/** An expression in a payload template: a reference path, a call of an intrinsic function, or a literal. */
export type Expression =
  | {
      readonly kind: 'path';
      readonly text: string;
      readonly context: boolean;
      readonly steps: readonly (string | number)[];
    }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  /** `raw` contains the escapes, because `States.Format` interprets them itself. */
  | { readonly kind: 'text'; readonly raw: string }
  | { readonly kind: 'value'; readonly value: number | boolean | null };

/** A text is not an expression that the runner supports. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const step = /\.([\p{L}\p{N}_-]+)|\[(\d+)\]|\['([^']+)'\]/uy;
const token = {
  path: /\$\$?/y,
  call: /States\.(\w+)\(\s*/y,
  text: /'((?:[^'\\]|\\.)*)'/suy,
  number: /-?\d+(?:\.\d+)?/y,
  word: /true|false|null/y,
  comma: /\s*,\s*/y,
  end: /\s*\)/y,
};

const parsed = new Map<string, Expression>();

/**
 * Parses an expression of the Amazon States Language. Paths are reference paths: names, quoted names and indices.
 *
 * @throws ExpressionError
 * @see https://states-language.net/spec.html#appendix-b
 */
export function parseExpression(text: string): Expression {
  const cached = parsed.get(text);
  if (cached) return cached;
  const reader = new Reader(text);
  const expression = reader.expression();
  if (!reader.atEnd) throw new ExpressionError(`${text} is not an expression that the local runner supports`);
  parsed.set(text, expression);
  return expression;
}

/** Resolves the escapes of a literal. */
export function unescaped(raw: string): string {
  return raw.replace(/\\(.)/gsu, '$1');
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get atEnd(): boolean {
    return this.#at === this.#text.length;
  }

  expression(): Expression {
    const start = this.#at;
    const path = this.#take(token.path);
    if (path) {
      const steps = this.#steps();
      return { kind: 'path', text: this.#text.slice(start, this.#at), context: path[0] === '$$', steps };
    }
    const call = this.#take(token.call);
    if (call) return { kind: 'call', name: call[1] ?? '', parameters: this.#parameters() };
    const text = this.#take(token.text);
    if (text) return { kind: 'text', raw: text[1] ?? '' };
    const number = this.#take(token.number);
    if (number) return { kind: 'value', value: Number(number[0]) };
    const word = this.#take(token.word);
    if (word) return { kind: 'value', value: word[0] === 'null' ? null : word[0] === 'true' };
    throw new ExpressionError(`${this.#text} is not an expression that the local runner supports`);
  }

  #parameters(): Expression[] {
    const parameters: Expression[] = [];
    while (!this.#take(token.end)) {
      if (parameters.length > 0 && !this.#take(token.comma)) {
        throw new ExpressionError(`${this.#text} is not an expression that the local runner supports`);
      }
      parameters.push(this.expression());
    }
    return parameters;
  }

  #steps(): (string | number)[] {
    const steps: (string | number)[] = [];
    for (let found = this.#take(step); found; found = this.#take(step)) {
      const [, name, index, quoted] = found;
      steps.push(name ?? quoted ?? Number(index));
    }
    return steps;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
}
