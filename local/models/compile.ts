import { constraintsOf } from './constraints.ts';
import type { Mismatches } from './mismatches.ts';
import type { ServiceModel, Shape } from './shape.ts';
import { typeMismatch } from './type-mismatch.ts';

/** Checks a value that is neither null nor undefined, and adds what does not fit. */
export type Check = (value: unknown, mismatches: Mismatches) => void;

export interface CheckOptions {
  /** Checks types. Without it, a shape without constraints needs no check. */
  readonly types: boolean;
  /** Reports members that the model does not have. Services ignore those of a request. */
  readonly unknownMembers: boolean;
}

/** Compiles checks for the shapes of a service, each at its first use. */
export class ShapeCompiler {
  readonly #shapes: ServiceModel['shapes'];
  readonly #options: CheckOptions;
  readonly #checks = new Map<string, Check>();
  readonly #constrained = new Map<string, boolean>();

  constructor(shapes: ServiceModel['shapes'], options: CheckOptions) {
    this.#shapes = shapes;
    this.#options = options;
  }

  /** Returns the check of a shape, or undefined if every value passes. */
  check(name: string): Check | undefined {
    if (!this.#options.types && !this.#options.unknownMembers && !this.#isConstrained(name)) return undefined;
    const known = this.#checks.get(name);
    if (known !== undefined) return known;
    // A recursive shape calls the check that is being compiled.
    let compiled: Check = () => undefined;
    const check: Check = (value, mismatches) => compiled(value, mismatches);
    this.#checks.set(name, check);
    compiled = this.#compile(this.#shape(name));
    return check;
  }

  /** Returns true for a shape with constraints or required members in any depth. */
  #isConstrained(name: string): boolean {
    const known = this.#constrained.get(name);
    if (known !== undefined) return known;
    // The parts of a recursive shape that lead back to it add nothing.
    this.#constrained.set(name, false);
    const shape = this.#shape(name);
    const { members = {}, member, key, value } = shape;
    const parts = [...Object.values(members), member, key, value].filter((part) => part !== undefined);
    const own = (shape.required ?? []).length > 0 || constraintsOf(shape).length > 0;
    const constrained = own || parts.some((part) => this.#isConstrained(part));
    this.#constrained.set(name, constrained);
    return constrained;
  }

  #shape(name: string): Shape {
    const shape = this.#shapes[name];
    if (shape === undefined) throw new Error(`The models have no shape ${name}.`);
    return shape;
  }

  #compile(shape: Shape): Check {
    const inner = this.#inner(shape);
    const constraints = constraintsOf(shape);
    const { sensitive } = shape;
    const mismatch = typeMismatch(shape.type);
    return (value, mismatches) => {
      const message = mismatch(value);
      if (message !== undefined) return mismatches.add('type', message);
      for (const { accepts, text } of constraints) {
        if (!accepts(value)) mismatches.violation(text, value, sensitive);
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
    const { unknownMembers } = this.#options;
    const parts = Object.entries(members).map(([name, shape]) => ({
      name,
      segment: `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`,
      check: this.check(shape),
      required: required.includes(name),
    }));
    const checked = parts.filter((part) => part.check !== undefined || part.required);
    return (value, mismatches) => {
      const values: Readonly<Record<string, unknown>> = Object(value);
      for (const part of checked) {
        const member = values[part.name];
        const isMissing = member === undefined || member === null;
        if (isMissing && !part.required) continue;
        mismatches.path.push(part.segment);
        if (isMissing) mismatches.violation('Member must not be null', null);
        else part.check?.(member, mismatches);
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

  #list({ member = '' }: Shape): Check | undefined {
    const element = this.#element(member);
    const grouped = grouping('Member must satisfy constraint', this.#shapes[member]);
    if (element === undefined && grouped === undefined) return undefined;
    return (value, mismatches) => {
      if (!Array.isArray(value)) return;
      if (element !== undefined) {
        for (const [index, item] of value.entries()) {
          checkAt(mismatches, [String(index + 1), 'member'], element, item);
        }
      }
      grouped?.(value, value, mismatches);
    };
  }

  #map({ key = '', value: entry = '' }: Shape): Check | undefined {
    const element = this.#element(entry);
    const keys = grouping('Map keys must satisfy constraint', this.#shapes[key]);
    const values = grouping('Map value must satisfy constraint', this.#shapes[entry]);
    if ((element ?? keys ?? values) === undefined) return undefined;
    return (value, mismatches) => {
      const entries: Readonly<Record<string, unknown>> = Object(value);
      keys?.(Object.keys(entries), value, mismatches);
      if (element !== undefined) {
        for (const name in entries) checkAt(mismatches, [name, 'member'], element, entries[name]);
      }
      values?.(Object.values(entries), value, mismatches);
    };
  }

  /** Returns the check of a list's item or a map's entry. Constraints of simple items are reported for the whole value. */
  #element(name: string): Check | undefined {
    const shape = this.#shape(name);
    if (!isSimple(shape)) return this.check(name);
    if (!this.#options.types) return undefined;
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
    if (!fits) mismatches.violation(text, value, shape.sensitive);
  };
}
