import type { Shape } from './shape.ts';

/** The part of a value that does not fit its model. */
export interface Mismatch {
  /** `type` for a value of another type, `unknown` for a member that the model does not have. */
  readonly kind: 'type' | 'constraint' | 'unknown';
  readonly path: readonly string[];
  readonly message: string;
  /** The value that violates a constraint. It is null for a missing member. */
  readonly value?: unknown;
  /** The shape of the constraint, which is missing for a missing member. */
  readonly shape?: Shape;
}

/** Collects what a check finds, with the path of the value that it looks at. */
export class Mismatches {
  readonly path: string[] = [];
  readonly found: Mismatch[] = [];

  add(kind: Mismatch['kind'], message: string): void {
    this.found.push({ kind, path: [...this.path], message });
  }

  /** Adds the violation of a constraint in the words of AWS's services. A sensitive value is left out. */
  violation(constraint: string, value: unknown, shape: Shape): void {
    const shown = shape.sensitive ? '' : `'${textOf(value)}' `;
    const message = `Value ${shown}at '${this.path.join('.')}' failed to satisfy constraint: ${constraint}`;
    this.found.push({ kind: 'constraint', path: [...this.path], message, value, shape });
  }

  /** Adds a required member that is missing. */
  missing(): void {
    const message = `Value null at '${this.path.join('.')}' failed to satisfy constraint: Member must not be null`;
    this.found.push({ kind: 'constraint', path: [...this.path], message, value: null });
  }
}

/** Returns the text that AWS's services, which are written in Java, print for a value. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, item]) => `${name}=${textOf(item)}`);
  return `{${members.join(', ')}}`;
}

/** Returns the message of an error for the violations. */
export function violationMessage(found: readonly Mismatch[]): string {
  const errors = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  return `${errors} detected: ${found.map(({ message }) => message).join('; ')}`;
}
