import { constraintsOf } from './constraints.ts';
import type { Mismatches } from './mismatches.ts';
import type { ServiceModel, Shape } from './shape.ts';
import { typeMismatch } from './type-mismatch.ts';

/** Checks a value that is neither null nor undefined, and adds what does not fit. */
export type Check = (value: unknown, mismatches: Mismatches) => void;

/** Compiles checks for the shapes of a service, each at its first use. */
export class ShapeCompiler {
  readonly #shapes: ServiceModel['shapes'];
  readonly #unknownMembers: boolean;
  readonly #checks = new Map<string, Check>();

  /** @param options.unknownMembers reports members that the model does not have, which services ignore in a request */
  constructor(shapes: ServiceModel['shapes'], options: { readonly unknownMembers: boolean }) {
    this.#shapes = shapes;
    this.#unknownMembers = options.unknownMembers;
  }

  check(name: string): Check {
    const known = this.#checks.get(name);
    if (known !== undefined) return known;
    // A recursive shape calls the check that is being compiled.
    let compiled: Check = () => undefined;
    const check: Check = (value, mismatches) => compiled(value, mismatches);
    this.#checks.set(name, check);
    compiled = this.#compile(this.#shape(name));
    return check;
  }

  #shape(name: string): Shape {
    const shape = this.#shapes[name];
    if (shape === undefined) throw new Error(`The models have no shape ${name}.`);
    return shape;
  }

  #compile(shape: Shape): Check {
    const inner = this.#inner(shape);
    const constraints = constraintsOf(shape);
    const mismatch = typeMismatch(shape.type);
    return (value, mismatches) => {
      const message = mismatch(value);
      if (message !== undefined) return mismatches.add('type', message);
      for (const { accepts, text } of constraints) {
        if (!accepts(value)) mismatches.violation(text, value, shape);
      }
      inner?.(value, mismatches);
    };
  }

  #inner(shape: Shape): Check | undefined {
    switch (shape.type) {
      case 'structure':
        return this.#structure(shape);
      case 'list':
        return this.#list(shape);
      case 'map':
        return this.#map(shape);
      default:
        return undefined;
    }
  }

  #structure({ members = {}, required = [], union }: Shape): Check {
    const unknownMembers = this.#unknownMembers;
    const parts = Object.entries(members).map(([name, shape]) => ({
      name,
      segment: `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`,
      check: this.check(shape),
      required: required.includes(name),
    }));
    return (value, mismatches) => {
      const values: Readonly<Record<string, unknown>> = Object(value);
      for (const part of parts) {
        const member = values[part.name];
        const isMissing = member === undefined || member === null;
        if (isMissing && !part.required) continue;
        mismatches.path.push(part.segment);
        if (isMissing) mismatches.missing();
        else part.check(member, mismatches);
        mismatches.path.pop();
      }
      if (!unknownMembers) return;
      const names = Object.keys(values);
      for (const name of names) {
        if (!Object.hasOwn(members, name)) mismatches.add('unknown', `The member ${name} does not exist.`);
      }
      if (union && names.length !== 1) mismatches.add('type', 'Exactly one member must be set.');
    };
  }

  #list({ member = '' }: Shape): Check {
    const element = this.#element(member);
    const grouped = grouping('Member must satisfy constraint', this.#shapes[member]);
    return (value, mismatches) => {
      if (!Array.isArray(value)) return;
      for (const [index, item] of value.entries()) {
        checkAt(mismatches, [String(index + 1), 'member'], element, item);
      }
      grouped?.(value, value, mismatches);
    };
  }

  #map({ key = '', value: entry = '' }: Shape): Check {
    const element = this.#element(entry);
    const keys = grouping('Map keys must satisfy constraint', this.#shapes[key]);
    const values = grouping('Map value must satisfy constraint', this.#shapes[entry]);
    return (value, mismatches) => {
      const entries: Readonly<Record<string, unknown>> = Object(value);
      keys?.(Object.keys(entries), value, mismatches);
      for (const [name, item] of Object.entries(entries)) {
        checkAt(mismatches, [name, 'member'], element, item);
      }
      values?.(Object.values(entries), value, mismatches);
    };
  }

  /** Returns the check of a list's item or a map's entry. Constraints of simple items are reported for the whole value. */
  #element(name: string): Check {
    const shape = this.#shape(name);
    if (!isSimple(shape)) return this.check(name);
    const mismatch = typeMismatch(shape.type);
    return (value, mismatches) => {
      const message = mismatch(value);
      if (message !== undefined) mismatches.add('type', message);
    };
  }
}

function checkAt(mismatches: Mismatches, segments: readonly string[], check: Check, value: unknown): void {
  if (value === null || value === undefined) return;
  mismatches.path.push(...segments);
  check(value, mismatches);
  mismatches.path.length -= segments.length;
}

function isSimple({ type }: Shape): boolean {
  return type !== 'structure' && type !== 'list' && type !== 'map';
}

/** Returns a check that reports all constraints of simple items at once, or undefined if they have none. */
function grouping(
  rule: string,
  shape: Shape | undefined,
): ((items: readonly unknown[], value: unknown, mismatches: Mismatches) => void) | undefined {
  if (shape === undefined || !isSimple(shape)) return undefined;
  const constraints = constraintsOf(shape);
  if (constraints.length === 0) return undefined;
  const text = `${rule}: [${constraints.map((each) => each.text).join(', ')}]`;
  return (items, value, mismatches) => {
    const fits = items.every((item) => item === null || constraints.every(({ accepts }) => accepts(item)));
    if (!fits) mismatches.violation(text, value, shape);
  };
}
