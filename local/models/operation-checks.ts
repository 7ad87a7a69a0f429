import type { AccessRule } from '../core/access-control.ts';
import { AwsError } from '../core/aws-error.ts';
import type { AccessRules, Operations } from '../core/ports.ts';
import { ShapeCompiler } from './compile.ts';
import { type Mismatch, Mismatches, violationMessage } from './mismatches.ts';
import { models } from './model-table.ts';
import type { OperationModel } from './shape.ts';

/** Checks the requests and answers of one service by its model. */
export class OperationChecks {
  readonly #service: string;
  readonly #operations: Readonly<Record<string, OperationModel>>;
  readonly #requests: ShapeCompiler;
  readonly #answers: ShapeCompiler;

  /** @param service the name of the service in the table */
  constructor(service: string) {
    const { operations, shapes } = models(service);
    this.#service = service;
    this.#operations = operations;
    this.#requests = new ShapeCompiler(shapes, { unknownMembers: false });
    this.#answers = new ShapeCompiler(shapes, { unknownMembers: true });
  }

  /**
   * Checks a request. Members that the model does not have are ignored, as the services do.
   * @throws AwsError `SerializationException` for a value of another type, `ValidationException` for all others, which
   *   CloudWatch calls `ValidationError`
   */
  request(operation: string, input: unknown): void {
    const found = this.mismatches(operation, input);
    const [first] = found.filter(({ kind }) => kind === 'type');
    if (first !== undefined) throw new AwsError('SerializationException', first.message);
    if (found.length === 0) return;
    const type = this.#service === 'cloudwatch' ? 'ValidationError' : 'ValidationException';
    throw new AwsError(type, violationMessage(found));
  }

  /** Returns what does not fit in a request, for a service whose errors have their own words. */
  mismatches(operation: string, input: unknown): readonly Mismatch[] {
    return mismatchesOf(this.#requests, this.#model(operation).input, input);
  }

  has(operation: string): boolean {
    return this.#operations[operation] !== undefined;
  }

  /** Checks an answer, which may have no unknown member. @throws AwsError `InternalFailure` */
  answer(operation: string, output: unknown): void {
    const found = mismatchesOf(this.#answers, this.#model(operation).output, output);
    if (found.length === 0) return;
    const reasons = found.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new AwsError(
      'InternalFailure',
      `The answer of ${this.#service} ${operation} does not fit its model: ${reasons.join('; ')}`,
      500,
    );
  }

  /** @throws Error if the models do not have the operation */
  require(operation: string): void {
    this.#model(operation);
  }

  #model(operation: string): OperationModel {
    const model = this.#operations[operation];
    if (model === undefined) throw new Error(`The models have no operation ${this.#service} ${operation}.`);
    return model;
  }
}

/** Returns the operations with checks of their requests and answers. */
export function checkedOperations(service: string, operations: Operations): Operations {
  const checks = new OperationChecks(service);
  const entries = Object.entries(withCheckedAnswers(service, operations)).map(([name, run]) => {
    const checked = async (input: unknown) => {
      checks.request(name, input);
      return run(input);
    };
    return [name, checked];
  });
  return Object.fromEntries(entries);
}

/** Returns rules that refuse a malformed request before they read it, because AWS checks permissions after the model. */
export function checkedRules(service: string, rules: AccessRules): AccessRules {
  const checks = new OperationChecks(service);
  const entries = Object.entries(rules).map(([name, rule]) => {
    const checked: AccessRule = (input) => {
      checks.request(name, input);
      return rule(input);
    };
    return [name, checked];
  });
  return Object.fromEntries(entries);
}

/** Returns the operations with checks of their answers, for a service that checks requests itself. */
export function withCheckedAnswers(service: string, operations: Operations): Operations {
  const checks = new OperationChecks(service);
  for (const name of Object.keys(operations)) checks.require(name);
  const entries = Object.entries(operations).map(([name, run]) => {
    const checked = async (input: unknown) => {
      const output = await run(input);
      checks.answer(name, output);
      return output;
    };
    return [name, checked];
  });
  return Object.fromEntries(entries);
}

function mismatchesOf(
  compiler: ShapeCompiler,
  shape: string | undefined,
  value: unknown,
): readonly Mismatch[] {
  if (shape === undefined) return [];
  const mismatches = new Mismatches();
  compiler.check(shape)(value ?? {}, mismatches);
  return mismatches.found;
}
