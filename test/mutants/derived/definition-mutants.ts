import { z } from 'zod';
import { type MachineName, machineNames } from '../../harness/deployed-stack.ts';
import { stack } from '../../simulation/simulated-account.ts';
import { expressionMutants } from './expression-mutants.ts';

type Json = Record<string, unknown>;

/** A state machine with one safeguard removed or weakened. */
export interface DefinitionMutant {
  /** Machine, state and change. It is the same as long as the safeguard exists. */
  readonly id: string;
  readonly kind: 'condition' | 'choice' | 'retry' | 'catch' | 'timer';
  readonly machine: MachineName;
  /** Name of the state; of the state machine for its own time-out. */
  readonly state: string;
  /** Returns the changed definition. */
  readonly definition: () => Json;
}

const errors = z.object({ ErrorEquals: z.array(z.string()) });
const retrier = errors.extend({ MaxAttempts: z.number().optional() });
const state = z.looseObject({
  Retry: z.array(z.looseObject(retrier.shape)).default([]),
  Catch: z.array(z.looseObject(errors.shape)).default([]),
  Choices: z.array(z.record(z.string(), z.unknown())).default([]),
  Parameters: z.looseObject({ ConditionExpression: z.string().optional() }).default({}),
});
type Path = readonly (string | number)[];

interface Change {
  readonly kind: DefinitionMutant['kind'];
  readonly change: string;
  /** Member of the definition. */
  readonly path: Path;
  /** New value; undefined to remove it. */
  readonly value: unknown;
}

/** Returns the mutants of the stack's state machines. */
export function definitionMutants(): DefinitionMutant[] {
  return machineNames.flatMap((machine) => {
    const definition = definitionOf(machine);
    const own = timers([], definition).map((change) => mutantOf(machine, definition, machine, change));
    const ofStates = statesOf(definition).flatMap(({ name, path, value }) =>
      changesOf(path, value).map((change) => mutantOf(machine, definition, name, change)),
    );
    return [...own, ...ofStates];
  });
}

/** Returns the definition of a state machine as synthesized. */
export function definitionOf(machine: MachineName): Json {
  return JSON.parse(String(stack.machines[machine].properties.DefinitionString));
}

function mutantOf(
  machine: MachineName,
  definition: Json,
  name: string,
  { kind, change, path, value }: Change,
): DefinitionMutant {
  return {
    id: `${machine}: ${name}: ${change}`,
    kind,
    machine,
    state: name,
    definition: () => changed(definition, path, value),
  };
}

function changed(definition: Json, path: Path, value: unknown): Json {
  const copy = structuredClone(definition);
  const last = String(path.at(-1));
  let holder: Json = copy;
  for (const key of path.slice(0, -1)) holder = Object(holder[key]);
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return copy;
}

function statesOf(machine: Json, path: Path = []): { name: string; path: Path; value: Json }[] {
  const states: Record<string, Json> = Object(machine.States);
  return Object.entries(states).flatMap(([name, value]) => {
    const at = [...path, 'States', name];
    const inner =
      'ItemProcessor' in value ? statesOf(Object(value.ItemProcessor), [...at, 'ItemProcessor']) : [];
    return [{ name, path: at, value }, ...inner];
  });
}

function changesOf(path: Path, value: Json): Change[] {
  const { Retry, Catch, Choices, Parameters } = state.parse(value);
  return [
    ...Retry.flatMap((each, index) => retries([...path, 'Retry', index], each)),
    ...Catch.flatMap((each, index) => catches([...path, 'Catch', index], each)),
    ...Choices.flatMap((each, index) => rules([...path, 'Choices', index], each)),
    ...(Parameters.ConditionExpression === undefined
      ? []
      : expressionMutants(Parameters.ConditionExpression).map(({ change, text }) => ({
          kind: 'condition' as const,
          change,
          value: text,
          path: [...path, 'Parameters', 'ConditionExpression'],
        }))),
    ...timers(path, value),
  ];
}

function retries(path: Path, { ErrorEquals, MaxAttempts = 3 }: z.infer<typeof retrier>): Change[] {
  const kind = 'retry';
  const name = `the retry of ${ErrorEquals.join(' and ')}`;
  const fewer = Math.floor(MaxAttempts / 2);
  return [
    { kind, change: `without ${name}`, path, value: undefined },
    ...withoutEach('retry', name, path, ErrorEquals),
    ...(MaxAttempts > 0
      ? [
          {
            kind,
            change: `${fewer} attempts of ${name}`,
            path: [...path, 'MaxAttempts'],
            value: fewer,
          } as const,
        ]
      : []),
    ...(MaxAttempts > 0
      ? [
          {
            kind: 'timer',
            change: `no growing intervals of ${name}`,
            path: [...path, 'BackoffRate'],
            value: 1,
          } as const,
        ]
      : []),
  ];
}

function catches(path: Path, { ErrorEquals }: z.infer<typeof errors>): Change[] {
  const name = `the catch of ${ErrorEquals.join(' and ')}`;
  return [
    { kind: 'catch', change: `without ${name}`, path, value: undefined },
    ...withoutEach('catch', name, path, ErrorEquals),
  ];
}

function withoutEach(kind: 'retry' | 'catch', name: string, path: Path, all: readonly string[]): Change[] {
  if (all.length < 2) return [];
  return all.map((error) => ({
    kind,
    change: `${name} without ${error}`,
    path: [...path, 'ErrorEquals'],
    value: all.filter((each) => each !== error),
  }));
}

function rules(path: Path, rule: Json): Change[] {
  const kind = 'choice';
  const name = `the rule ${describe(rule)} → ${rule.Next}`;
  const parts = (['And', 'Or'] as const).flatMap((operator) =>
    (Array.isArray(rule[operator]) ? rule[operator] : []).map((part: Json, index: number) => ({
      ...({ kind, change: `${name} without ${describe(part)}`, value: undefined } as const),
      path: [...path, operator, index],
    })),
  );
  const limit = Object.entries(rule).flatMap(([operator, value]) =>
    typeof value === 'number'
      ? [{ kind, change: `${name} at twice its limit`, path: [...path, operator], value: value * 2 } as const]
      : [],
  );
  return [{ kind, change: `without ${name}`, path, value: undefined }, ...parts, ...limit];
}

/** Returns a short text of a rule or a part of it. */
function describe(rule: Json): string {
  const { Variable, Next, And, Or, Not, ...comparison } = rule;
  if (Array.isArray(And)) return `(${And.map(describe).join(' and ')})`;
  if (Array.isArray(Or)) return `(${Or.map(describe).join(' or ')})`;
  if (Not) return `not ${describe(Object(Not))}`;
  return [Variable, ...Object.entries(comparison).flat()].join(' ');
}

function timers(path: Path, value: Json): Change[] {
  const kind = 'timer';
  const { TimeoutSeconds, TimeoutSecondsPath, Seconds, SecondsPath } = value;
  const seconds = Number(TimeoutSeconds);
  return [
    ...(TimeoutSeconds === undefined
      ? []
      : [
          {
            kind,
            change: 'without its time-out',
            path: [...path, 'TimeoutSeconds'],
            value: undefined,
          } as const,
          {
            ...({ kind, change: 'with half of its time-out' } as const),
            path: [...path, 'TimeoutSeconds'],
            value: Math.floor(seconds / 2),
          },
        ]),
    ...(TimeoutSecondsPath === undefined
      ? []
      : [
          {
            kind,
            change: 'without its time-out',
            path: [...path, 'TimeoutSecondsPath'],
            value: undefined,
          } as const,
        ]),
    ...(Seconds === undefined && SecondsPath === undefined
      ? []
      : [{ kind, change: 'without its wait', path, value: { Type: 'Pass', Next: value.Next } } as const]),
  ];
}
