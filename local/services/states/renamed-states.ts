import type { Definition } from './language/definition.ts';

/**
 * The names of states that have changed, by a part of the machine's name. They apply once, to the executions of versions
 * that did not store the definition with which an execution started.
 */
export const renamedStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DesignVoice: {},
  PurgeVoices: {},
  ReconcileVoices: {},
};

/** Returns the name that a state has in the definition, or the given name if it has none. */
export function currentStateName(machine: string, state: string, { States }: Definition): string {
  if (Object.hasOwn(States, state)) return state;
  const part = Object.keys(renamedStates).find((each) => machine.includes(each));
  return (part && renamedStates[part]?.[state]) ?? state;
}
