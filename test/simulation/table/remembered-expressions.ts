import { createRequire } from 'node:module';

type Values = Readonly<Record<string, object>>;
interface Context {
  readonly attrNames?: Readonly<Record<string, string>>;
  readonly attrVals?: Values;
  readonly unusedAttrNames: Record<string, unknown>;
  readonly unusedAttrVals: Record<string, unknown>;
}
interface Parser {
  parse(text: string, options: { readonly context: Context }): unknown;
}
interface Remembered {
  /** The parsed tree, with the values of the call that was parsed. */
  readonly tree: unknown;
  /** Names by those values. */
  readonly values: ReadonlyMap<unknown, string>;
  readonly namesUsed: readonly string[];
  readonly valuesUsed: readonly string[];
}

const require = createRequire(import.meta.url);

/**
 * Makes dynalite parse each expression once. Parsing takes four fifths of the time of an operation, and the stores have a
 * few dozen expressions. Only the values differ between calls, and dynalite puts them into the tree unchanged.
 */
export function rememberExpressions(): void {
  for (const file of ['conditionParser', 'updateParser', 'projectionParser']) {
    const parser: Parser = require(`dynalite/db/${file}.js`);
    const parse = parser.parse;
    const known = new Map<string, Remembered>();
    parser.parse = (text, options) => {
      // The parser compares the bounds of BETWEEN.
      if (/\bbetween\b/i.test(text)) return parse(text, options);
      const { context } = options;
      const key = keyOf(text, context);
      const found = known.get(key);
      if (found) return recall(found, context);
      const before = [Object.keys(context.unusedAttrNames), Object.keys(context.unusedAttrVals)] as const;
      const tree = parse(text, options);
      if (typeof tree === 'string') return tree;
      const remembered = {
        tree,
        values: new Map(Object.entries(context.attrVals ?? {}).map(([name, value]) => [value, name])),
        namesUsed: before[0].filter((name) => !(name in context.unusedAttrNames)),
        valuesUsed: before[1].filter((name) => !(name in context.unusedAttrVals)),
      };
      known.set(key, remembered);
      return recall(remembered, context);
    };
  }
}

/** Returns a key for calls with the same tree: the same expression and names, and values of the same types. */
function keyOf(text: string, { attrNames, attrVals = {} }: Context): string {
  const types = Object.entries(attrVals).map(([name, value]) => name + Object.keys(value)[0]);
  return `${text}\n${JSON.stringify(attrNames)}\n${types.join()}`;
}

/** Returns a new tree with the values of this call. The operations change their tree. */
function recall({ tree, values, namesUsed, valuesUsed }: Remembered, context: Context): unknown {
  for (const name of namesUsed) delete context.unusedAttrNames[name];
  for (const name of valuesUsed) delete context.unusedAttrVals[name];
  return withValues(tree, values, context.attrVals ?? {});
}

function withValues(node: unknown, names: ReadonlyMap<unknown, string>, values: Values): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const name = names.get(node);
  if (name !== undefined) return values[name];
  if (Array.isArray(node)) return node.map((each) => withValues(each, names, values));
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(node)) copy[key] = withValues(each, names, values);
  return copy;
}
