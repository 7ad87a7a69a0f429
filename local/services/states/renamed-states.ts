/**
 * The states in which executions of versions that stored no definitions continue, by a part of the machine's name and the
 * former state. A former state has an entry if its name has changed, or if the state or a later one needs more input now.
 * Such an execution begins again, which *Create voice* allows at any time, or queries again. A state inside a Map state
 * needs no entry, because the Map state starts again as a whole.
 */
export const renamedStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DesignVoice: {
    'What came of it?': 'Begin',
    'Is it to be reviewed?': 'Begin',
    'Resume review': 'Begin',
    'Created: change': 'Begin',
    'Created: events': 'Begin',
    'Created: record': 'Begin',
    'Created: announce Voice Created': 'Begin',
    'Created: forget pending events': 'Begin',
    'Wait for review': 'Wait to query',
    'Reviewed?': 'Query voice',
    'No news': 'Query failed',
  },
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

/** Returns the state in which an execution without a definition continues. */
export function currentStateName(machine: string, state: string): string {
  const part = Object.keys(renamedStates).find((each) => machine.includes(each));
  return (part && renamedStates[part]?.[state]) ?? state;
}
