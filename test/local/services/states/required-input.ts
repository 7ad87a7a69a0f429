import {
  type Definition,
  isJsonObject,
  type Json,
  listOf,
  mapPaths,
  type State,
} from '../../../../local/services/states/language/definition.ts';

/** A way from one state to another. */
interface Edge {
  readonly to: string;
  /** The part of the output that the state adds to its input, or undefined if the output replaces the input. */
  readonly adds: string | null | undefined;
}

/**
 * Returns the paths of the input that each state of a machine needs: those that it reads, and those that later states
 * read and no state before them adds.
 */
export function requiredInput({ States }: Definition): Record<string, string[]> {
  const required = new Map(Object.entries(States).map(([name, state]) => [name, new Set(pathsRead(state))]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, state] of Object.entries(States)) {
      const own = required.get(name) ?? new Set();
      const before = own.size;
      for (const { to, adds } of edgesOf(state)) {
        if (adds === undefined) continue;
        // A state behind a test for the presence of a path needs it only if it is there.
        const optional = optionalPaths(state.Choices ?? null);
        for (const path of required.get(to) ?? []) {
          if (!optional.includes(path) && (adds === null || !isWithin(path, adds))) own.add(path);
        }
      }
      changed ||= own.size > before;
    }
  }
  return Object.fromEntries([...required].map(([name, paths]) => [name, [...paths].toSorted()]));
}

/** Returns the required paths that are in no path of the available ones, and contain none. */
export function missingInput(required: readonly string[], available: readonly string[]): string[] {
  return required.filter(
    (path) => !available.some((other) => isWithin(path, other) || isWithin(other, path)),
  );
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`);
}

function pathsRead(state: State): string[] {
  const paths: string[] = [];
  mapPaths(state, (path, field) => {
    if (!['ResultSelector', 'ResultPath', 'OutputPath'].includes(field)) {
      paths.push(...[...path.matchAll(/(?<!\$)\$((?:\.\w+)+)/g)].map(([, found]) => `$${found}`));
    }
    return path;
  });
  const optional = optionalPaths(state.Choices ?? null);
  return paths.filter((path) => !optional.includes(path));
}

/** Returns the paths whose presence a rule tests. */
function optionalPaths(rules: Json): string[] {
  if (Array.isArray(rules)) return rules.flatMap(optionalPaths);
  if (!isJsonObject(rules)) return [];
  const own = 'IsPresent' in rules ? [String(rules.Variable)] : [];
  return [...own, ...Object.values(rules).flatMap(optionalPaths)];
}

function edgesOf(state: State): Edge[] {
  const { Type, Next, Default, ResultPath } = state;
  const passes = Type === 'Choice' || Type === 'Wait';
  const adds = passes ? null : addedBy(ResultPath);
  const choices = listOf(state.Choices).filter(isJsonObject);
  const targets = [Next, Default, ...choices.map((choice) => choice.Next)];
  const catchers = listOf(state.Catch).filter(isJsonObject);
  return [
    ...targets.filter((to) => typeof to === 'string').map((to) => ({ to, adds })),
    ...catchers.map((catcher) => ({ to: String(catcher.Next), adds: addedBy(catcher.ResultPath) })),
  ];
}

function addedBy(resultPath: Json | undefined): string | null | undefined {
  return typeof resultPath === 'string' || resultPath === null ? resultPath : undefined;
}
