/**
 * The states in which executions of versions that stored no definitions continue, by a part of the machine's name and the
 * former state. A former state has an entry if its name has changed, or if the state or a later one needs more input now.
 * Such an execution begins again, which *Create voice* allows at any time, or queries again. A state inside a Map state
 * needs no entry, because the Map state starts again as a whole.
 */
export const renamedStates: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DesignVoice: {
    'Is the input ours?': 'Create voice',
    Begin: 'Create voice',
    'Begin again': 'Create voice',
    'What came of it?': 'Create voice',
    'Is it to be reviewed?': 'Create voice',
    'Resume review': 'Create voice',
    'No such voice': 'Voice not found',
    'Interrupted too often?': 'Interruption limit reached?',
    'Is it still ours?': 'Owned by this run?',
    'Created: change': 'Create voice',
    'Created: events': 'Create voice',
    'Created: record': 'Create voice',
    'Created: announce Voice Created': 'Create voice',
    'Created: forget pending events': 'Create voice',
    'Deleted unmade: change': 'Create voice',
    'Deleted unmade: events': 'Create voice',
    'Deleted unmade: record': 'Deleted before creation: record',
    'Deleted unmade: announce Voice Deleted': 'Deleted before creation: announce Voice Deleted',
    'Deleted unmade: forget pending events': 'Deleted before creation: forget pending events',
    'Wait for review': 'Wait to query',
    'No news': 'Query failed',
    'Reviewed?': 'Query voice',
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
