import { expect, it } from '@jest/globals';
import { hasFailures, outputLines } from '../../../cli/commands/admin/workflow-command.ts';

it('what a run counted is shown a line a count, whatever it counts', () => {
  const output = { dryRun: true, lists: [{ family: 'qwen', used: 3 }], voiceIds: ['a', 'b'], orphans: [] };
  expect(outputLines(output)).toEqual([
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
  [null, false],
])('a run with the output %j has failures: %s', (output, failures) => {
  expect(hasFailures(output)).toBe(failures);
});
