import { isRecord } from '../core/json.ts';
import { ShapeCompiler } from './compile.ts';
import { Mismatches } from './mismatches.ts';
import { models } from './model-table.ts';
import type { Shape } from './shape.ts';

/** The request that a payload template of a state machine builds. */
export interface TemplateTarget {
  readonly service: string;
  readonly operation: string;
  /** Members that hold any JSON, although the service's own API takes text or bytes. */
  readonly anyJson?: readonly string[];
}

/** The compiled checks of constant values, by service. */
const compilers = new Map<string, ShapeCompiler>();

/**
 * Returns the reasons why the operation would refuse every request that the template builds: unknown members, which AWS
 * refuses when the state machine is created, missing members, and constant values that do not fit. A member whose name
 * ends in `.$` has any value. Step Functions writes the first letter of each member as a capital.
 */
export function templateProblems(target: TemplateTarget, template: unknown): readonly string[] {
  const { operations, shapes } = models(target.service);
  const values = compilers.get(target.service) ?? new ShapeCompiler(shapes, { unknownMembers: true });
  compilers.set(target.service, values);
  return new TemplateCheck(target, shapes, values).problems(
    template,
    operations[target.operation]?.input ?? '',
    [],
  );
}

class TemplateCheck {
  readonly #target: TemplateTarget;
  readonly #shapes: Readonly<Record<string, Shape>>;
  readonly #values: ShapeCompiler;

  constructor(target: TemplateTarget, shapes: Readonly<Record<string, Shape>>, values: ShapeCompiler) {
    this.#target = target;
    this.#shapes = shapes;
    this.#values = values;
  }

  problems(template: unknown, name: string, path: readonly string[]): string[] {
    const shape = this.#shapes[name];
    if (shape?.type === 'structure') return this.#structure(template, shape, path);
    if (shape?.type === 'list' && Array.isArray(template)) {
      return template.flatMap((item, index) =>
        this.problems(item, shape.member ?? '', [...path, String(index)]),
      );
    }
    if (shape?.type === 'map' && isRecord(template)) {
      return Object.entries(template)
        .filter(([key]) => !key.endsWith('.$'))
        .flatMap(([key, item]) => this.problems(item, shape.value ?? '', [...path, key]));
    }
    return this.#value(template, name, path);
  }

  #structure(template: unknown, shape: Shape, path: readonly string[]): string[] {
    if (!isRecord(template)) return [`${this.#at(path)} must be an object`];
    const members = new Map(Object.entries(shape.members ?? {}).map(([name, of]) => [capital(name), of]));
    const names = new Set(Object.keys(template).map(withoutSuffix));
    const ofMembers = Object.entries(template).flatMap(([key, value]) => {
      const name = withoutSuffix(key);
      const member = members.get(name);
      if (member === undefined) return [`the field ${this.#at([...path, name])} is not supported`];
      if (key !== name || this.#target.anyJson?.includes(name)) return [];
      return this.problems(value, member, [...path, name]);
    });
    const missing = (shape.required ?? []).map(capital).filter((name) => !names.has(name));
    return [
      ...ofMembers,
      ...missing.map((name) => `${this.#at([...path, name])} is missing`),
      ...(shape.union && names.size !== 1 ? [`${this.#at(path)} must have exactly one member`] : []),
    ];
  }

  #value(value: unknown, name: string, path: readonly string[]): string[] {
    const mismatches = new Mismatches();
    mismatches.path.push(...path);
    if (value !== null && value !== undefined) this.#values.check(name)(value, mismatches);
    return mismatches.found.map(({ kind, message }) =>
      kind === 'constraint' ? `${this.#at([])}: ${message}` : `${this.#at(path)}: ${message}`,
    );
  }

  #at(path: readonly string[]): string {
    return `${this.#target.operation} ${path.join('.')}`.trim();
  }
}

function withoutSuffix(key: string): string {
  return key.replace(/\.\$$/, '');
}

function capital(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}
