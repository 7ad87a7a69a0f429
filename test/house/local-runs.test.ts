import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { filesIn } from '../../lib/bundling/bundle-folder.ts';

/** The variables of the AWS SDK that only a local run sets. */
const endpointVariable = /AWS_ENDPOINT_URL/;
/** Names of conditions on the place of the run, such as `isLocal`, `runsLocally` and `LOCAL_STACK`. */
const localCondition = /\b(?:is|on|runs?|if)_?local(?!e)\w*|\blocal_?(?:mode|run|runner|stack)\w*/i;

/** Returns the lines of code, without comments, that match. */
function linesWith(pattern: RegExp): readonly string[] {
  return ['lambdas', 'lib'].flatMap(filesIn).flatMap((path) =>
    readFileSync(path, 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
}

it.each([
  ['the endpoint of a local run', endpointVariable],
  ['a condition for local runs', localCondition],
])('no source of lambdas and lib contains %s', (_, pattern) => {
  expect(linesWith(pattern)).toEqual([]);
});
