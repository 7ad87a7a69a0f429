import { expect, it } from '@jest/globals';
import { formatOutput, hasFailures } from '../../../cli/commands/admin/workflow-command.ts';

it('formats the output of a run with one line for each value', () => {
  const output = { dryRun: true, lists: [{ family: 'qwen', used: 3 }], voiceIds: ['a', 'b'], orphans: [] };
  expect(formatOutput(output)).toEqual([
    'dryRun: true',
    'lists:',
    '  -',
    '    family: qwen',
    '    used: 3',
    'voiceIds:',
    '  - a',
    '  - b',
    'orphans: none',
  ]);
});

it.each<[unknown, boolean]>([
  [{ due: 2, purged: 2, failed: 0 }, false],
  [{ due: 2, purged: 1, failed: 1 }, true],
  [{ recovered: { restarted: 1 }, lists: [{ family: 'qwen', report: { failed: 0 } }] }, false],
  [{ recovered: { restarted: 1 }, lists: [{ family: 'qwen', report: { failed: 1 } }] }, true],
  [{ recovered: { restarted: 1 }, lists: [{ family: 'qwen', error: 'ScopeNotConfiguredError' }] }, true],
  [{ recovered: { error: 'States.Timeout' }, lists: [] }, true],
  [{ recovered: { restarted: 1, resent: 2, unannounced: 0 }, lists: [] }, false],
  [{ recovered: { restarted: 1, resent: 2, unannounced: 1 }, lists: [] }, true],
  [{ recovered: { auditions: 1, auditionsFailed: 1, aliasesFailed: 0 }, lists: [] }, true],
  [{ recovered: { auditions: 1, auditionsFailed: 0, aliasesFailed: 1 }, lists: [] }, true],
  [null, false],
])('detects whether the output %j contains failures: %s', (output, failures) => {
  expect(hasFailures(output)).toBe(failures);
});
