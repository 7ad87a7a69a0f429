import type { Fixture } from './fixture.ts';

/** A test of one supported property: it deploys two values and observes a different behaviour of the local service. */
export interface PropertyCase {
  readonly runs: readonly ((fixture: Fixture) => Promise<unknown>)[];
  readonly outcomes: readonly unknown[];
  /** Other properties that have to change with the tested one. */
  readonly also: readonly string[];
}

/** The cases of a service, by entry of the support table, such as `AWS::SQS::Queue.DelaySeconds`. */
export type PropertyCases = Readonly<Record<string, PropertyCase>>;

/**
 * Returns a case that deploys each value and compares its outcome.
 * @param observe deploys a template with the value, and returns the behaviour that the public API of the service shows
 * @param outcomes two or more values, each with the outcome that AWS documents
 * @example
 * changes(delayOf, [0, ['message']], [900, []])
 */
export function changes<Value>(
  observe: (fixture: Fixture, value: Value) => Promise<unknown>,
  ...outcomes: readonly (readonly [value: Value, outcome: unknown])[]
): PropertyCase {
  return {
    runs: outcomes.map(
      ([value]) =>
        (fixture) =>
          observe(fixture, value),
    ),
    outcomes: outcomes.map(([, outcome]) => outcome),
    also: [],
  };
}

/** Returns the cases under the names of a resource type's properties. */
export function casesOf(type: string, cases: PropertyCases): PropertyCases {
  return Object.fromEntries(Object.entries(cases).map(([property, one]) => [`${type}.${property}`, one]));
}
