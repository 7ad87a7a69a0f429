import { expect, it } from '@jest/globals';
import { outputLines } from '../../cli/admin/workflow-command.ts';

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
