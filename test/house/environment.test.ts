import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { filesBelow, isCode, productFolders } from '../../scripts/house/source-files.ts';

const sources = filesBelow([...productFolders, 'scripts'])
  .filter(isCode)
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

it('the local runner reads only its region from the environment', () => {
  const readers = sources.filter(
    ({ path, text }) => path.startsWith('local/') && text.includes('process.env'),
  );
  expect(readers.map(({ path }) => path)).toEqual([
    'local/core/aws-account.ts',
    // The process of a function, as in Lambda.
    'local/services/lambda/runtime/bootstrap.ts',
  ]);
});

it('the only module that sets a variable of the running process restores it', () => {
  const writers = sources.filter(({ text }) =>
    /process\.env(?:\.\w+|\[[^\]]+\]) *(?:\?\?|\|\|)?= /.test(text),
  );
  expect(writers.map(({ path }) => path)).toEqual(['scripts/docs/template.ts']);
  expect(writers[0]?.text).toContain('else process.env.CDK_VALIDATION = before;');
});
