import type { FaultKind } from '../faults.ts';

const stretch = 'It lasts for a while and belongs to no call. The random schedules have it.';
const noDeletion =
  'Nothing is deleted, because no caller asks for it, no voice is due for a purge, and no attempt has two voices.';
const noOther = 'There is one request and one program. The random schedules have others.';

/** Kinds of faults without an occasion during one request, with the reason. */
export const faultsWithoutOccasion: Readonly<Partial<Record<FaultKind, string>>> = {
  'delete: fails': noDeletion,
  'delete: answer lost': noDeletion,
  'delete: arrives late': noDeletion,
  'bucket: cannot remove': noDeletion,
  'rule: does not deliver': 'The two rules with this fault match only events of candidates and of aliases.',
  'voice: deleted at the console': noOther,
  'key: of another account for a while': stretch,
  'key: of another account permanently': stretch,
  'key: of one workspace for a while': stretch,
  'key: rotated within the account': stretch,
  'account: shows no voice for a while': stretch,
  'list: disagrees with queries for a while': stretch,
  'sweep: dead for a while': stretch,
  'console: everything deleted': noOther,
  'import: of a voice made elsewhere': noOther,
  'import: of a voice in review': noOther,
  'switch: creates off for a while': stretch,
  'switch: deletes off for a while': stretch,
  'account: another deployment': noOther,
  'account: calls of another program': noOther,
  'outage: budget': stretch,
  'outage: table': stretch,
  'outage: bus': stretch,
  'outage: bucket': stretch,
  'outage: provider': stretch,
};
