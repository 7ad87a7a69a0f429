/** A condition expression of DynamoDB with one part removed. It has the same placeholders. */
export interface ExpressionMutant {
  /** Description of the change, such as `without #run = :run`. */
  readonly change: string;
  readonly text: string;
}

interface Node {
  readonly kind: 'and' | 'or' | 'not' | 'atom';
  readonly from: number;
  readonly to: number;
  readonly children: readonly Node[];
  /** True for a part in its own parentheses. */
  readonly isGrouped?: boolean;
}

interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Returns the mutants of a condition: without each conjunct and each alternative, at every depth, without each value of
 * an `IN`, and without the whole condition. DynamoDB refuses unused placeholders, so a removed part stays as a
 * tautology or a contradiction.
 */
export function expressionMutants(text: string): ExpressionMutant[] {
  const root = new Parser(text).parse();
  const parts = partsOf(root);
  const seen = new Map<string, number>();
  const named = (name: string): string => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} [${times}]`;
  };
  const whole =
    root.kind === 'atom' ? [] : [{ change: 'without the condition', text: alwaysTrue(grouped(text, root)) }];
  return [
    ...whole,
    ...parts.flatMap(({ node, parent }) => {
      const part = text.slice(node.from, node.to);
      const replaced = (by: string) => text.slice(0, node.from) + by + text.slice(node.to);
      const isAlternative = parent === 'or';
      const removed = {
        change: named(`without ${part}`),
        text: replaced(
          isAlternative
            ? `(${grouped(part, node)} AND NOT ${grouped(part, node)})`
            : alwaysTrue(grouped(part, node)),
        ),
      };
      return [
        removed,
        ...valuesOfIn(part).map(({ path, value }) => ({
          change: named(`without ${value} in ${part}`),
          text: replaced(`(${part} AND NOT ${path} = ${value})`),
        })),
      ];
    }),
  ];
}

function alwaysTrue(part: string): string {
  return `(${part} OR NOT ${part})`;
}

/** Returns a part in parentheses if it has operators. DynamoDB refuses a second pair. */
function grouped(part: string, { kind, isGrouped }: Node): string {
  return kind === 'atom' || isGrouped ? part : `(${part})`;
}

/** Returns the values of an `IN` with more than one. */
function valuesOfIn(part: string): { readonly path: string; readonly value: string }[] {
  const [, path = '', list = ''] = /^(\S+) IN \(([^()]*)\)$/.exec(part) ?? [];
  const values = list.split(',').map((each) => each.trim());
  return values.length < 2 ? [] : values.map((value) => ({ path, value }));
}

/** Returns every part whose removal changes the condition, with the operator that joins it to others. */
function partsOf(
  node: Node,
  parent: Node['kind'] | undefined = undefined,
): { node: Node; parent: Node['kind'] | undefined }[] {
  const isJoined = parent === 'and' || parent === 'or' || (parent === undefined && node.kind === 'atom');
  const own = isJoined ? [{ node, parent }] : [];
  return [...own, ...node.children.flatMap((child) => partsOf(child, node.kind))];
}

/** Reads conditions with AND, OR, NOT, parentheses, functions, comparisons and IN. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(/[(),]|[^\s(),]+/g)].map(({ 0: token, index }) => ({
      text: token,
      from: index,
      to: index + token.length,
    }));
  }

  parse(): Node {
    const node = this.#joined('or');
    if (this.#peek()) throw new SyntaxError(`unexpected ${this.#peek()?.text} in a condition`);
    return node;
  }

  #joined(kind: 'and' | 'or'): Node {
    const operand = () => (kind === 'or' ? this.#joined('and') : this.#unary());
    const children = [operand()];
    while (this.#peek()?.text === kind.toUpperCase()) {
      this.#next += 1;
      children.push(operand());
    }
    const [first] = children;
    const last = children.at(-1);
    if (!first || !last || children.length === 1) return first ?? failed();
    return { kind, from: first.from, to: last.to, children };
  }

  #unary(): Node {
    const token = this.#take();
    if (token.text === 'NOT') {
      const child = this.#unary();
      return { kind: 'not', from: token.from, to: child.to, children: [child] };
    }
    if (token.text !== '(') return this.#atom(token);
    const inner = this.#joined('or');
    const { to } = this.#take();
    // A pair of parentheses belongs to what it contains.
    return { ...inner, from: token.from, to, isGrouped: inner.kind !== 'atom' };
  }

  #atom(first: Token): Node {
    let { to } = first;
    for (let depth = 0; ; ) {
      const token = this.#peek();
      if (!token || (depth === 0 && /^(AND|OR|\))$/.test(token.text))) break;
      if (token.text === '(') depth += 1;
      if (token.text === ')') depth -= 1;
      to = token.to;
      this.#next += 1;
    }
    return { kind: 'atom', from: first.from, to, children: [] };
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(): Token {
    const token = this.#peek() ?? failed();
    this.#next += 1;
    return token;
  }
}

function failed(): never {
  throw new SyntaxError('a condition ends too early');
}
