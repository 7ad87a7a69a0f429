import type { Definition, State } from './definition.ts';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** True for transitions of a `Catch`. */
  readonly caught: boolean;
}

/** Renders a state machine as a Mermaid flowchart. The states of one transition (`Created: record` …) share a box. */
export function stateDiagram(definition: Definition): string {
  const edges = new Map<string, Edge>();
  const states = allStates(definition);
  for (const [name, state] of Object.entries(states)) {
    for (const edge of edgesOf(name, state)) {
      if (edge.from !== edge.to) edges.set(`${edge.from}|${edge.to}|${edge.caught}|${edge.label}`, edge);
    }
  }
  // An error transition to the same target as the success transition is not drawn.
  for (const [key, { from, to, caught }] of edges) {
    const isRedundant = [...edges.values()].some(
      (edge) => edge.from === from && edge.to === to && !edge.caught,
    );
    if (caught && isRedundant) edges.delete(key);
  }
  const ids = new Map<string, string>();
  for (const name of Object.keys(states)) {
    const box = boxOf(name);
    if (!ids.has(box)) ids.set(box, `s${ids.size + 1}`);
  }
  const boxes = [...ids].map(([box, id]) => `  ${id}${shape(box, states[box])}`);
  const arrows = [...edges.values()].map(({ from, to, label, caught }) => {
    const text = label === '' ? '' : `|"${label}"|`;
    return `  ${ids.get(from)} ${caught ? '-.->' : '-->'}${text} ${ids.get(to)}`;
  });
  return ['```mermaid', 'flowchart TD', ...boxes, ...arrows, '```'].join('\n');
}

/** Returns all states, including those inside Map states. */
function allStates({ States }: Definition): Readonly<Record<string, State>> {
  return Object.assign(
    {},
    States,
    ...Object.values(States).map(({ ItemProcessor }) => ItemProcessor?.States),
  );
}

function boxOf(state: string): string {
  return state.split(': ')[0] ?? state;
}

function shape(box: string, state: State | undefined): string {
  switch (state?.Type) {
    case 'Choice':
      return `{"${box}"}`;
    case 'Wait':
      return `(["${box}"])`;
    case 'Succeed':
    case 'Fail':
      return `(("${box}"))`;
    case undefined:
      return `[["${box}<br>record · announce · forget"]]`;
    default:
      return `["${box}"]`;
  }
}

function edgesOf(name: string, state: State): Edge[] {
  const from = boxOf(name);
  const to = (target: string, label = '', caught = false): Edge => ({
    from,
    to: boxOf(target),
    label,
    caught,
  });
  return [
    ...(state.ItemProcessor ? [to(state.ItemProcessor.StartAt, 'each')] : []),
    ...(state.Next ? [to(state.Next)] : []),
    ...(state.Choices ?? []).map((choice) => to(choice.Next, labelOf(choice))),
    ...(state.Default ? [to(state.Default, 'otherwise')] : []),
    ...(state.Catch ?? []).map(({ ErrorEquals, Next }) =>
      to(Next, ErrorEquals.map(shortError).join(', '), true),
    ),
  ];
}

/** Returns the values that a choice compares with, which distinguish its arrows. */
function labelOf(choice: Readonly<Record<string, unknown>>): string {
  const { StringEquals, NumericGreaterThanEquals, NumericLessThanPath, And, Or } = choice;
  const { IsPresent, IsBoolean, BooleanEquals } = choice;
  if (typeof StringEquals === 'string') return StringEquals;
  if (typeof NumericGreaterThanEquals === 'number') return `${NumericGreaterThanEquals} times`;
  if (IsPresent === false || IsBoolean === true) return 'yes';
  if (IsPresent === true || BooleanEquals === true || NumericLessThanPath !== undefined) return 'yes';
  if (Or !== undefined) return 'no';
  const parts = Array.isArray(And) ? And.map((part: unknown) => labelOf(Object.assign({}, part))) : [];
  return [...new Set(parts.filter((part) => part !== ''))].join(', ');
}

function shortError(name: string): string {
  if (name === 'States.ALL') return 'any error';
  return name.replace(/^DynamoDB\.|Exception$/g, '');
}
