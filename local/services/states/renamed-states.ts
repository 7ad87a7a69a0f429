import type { Definition } from './language/definition.ts';

/**
 * The names of states that have changed, by a part of the machine's name. They apply once, to the executions of versions
 * that did not store the definition with which an execution started. A state inside a Map state needs no entry, because the
 * Map state starts again as a whole.
 */
export const renamedStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DesignVoice: {},
  PurgeVoices: {
    'Only to look?': 'Dry run?',
    'Is there another?': 'Another voice?',
    Gone: 'Prepare transition',
    'Is it gone?': 'Purge outcome?',
    'Are more due?': 'More voices due?',
    'Would purge': 'Report due voices',
    'Report so far': 'Report and continuation',
  },
  ReconcileVoices: {
    'Is the input ours?': 'Valid input?',
    'Begin as told': 'Begin with dryRun',
    'Begin confirmed': 'Begin with confirmMissing',
    'Nothing recovered': 'Recovery failed',
  },
};

/** Returns the name that a state has in the definition, or the given name if it has none. */
export function currentStateName(machine: string, state: string, { States }: Definition): string {
  if (Object.hasOwn(States, state)) return state;
  const part = Object.keys(renamedStates).find((each) => machine.includes(each));
  return (part && renamedStates[part]?.[state]) ?? state;
}
