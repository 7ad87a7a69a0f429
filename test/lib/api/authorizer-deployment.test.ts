import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { commandEnvironment } from '../../support/run-folder.ts';

const functions = { authorizer: 'authorizer', getVoice: 'get-voice' };
const names = [
  functions,
  functions,
  { ...functions, authorizer: 'other-authorizer' },
  { ...functions, getVoice: 'other-get-voice' },
];

// A child process: the CDK takes ten seconds in a test file that loads it through Jest.
it('a change of the authorizer or of a method creates a new deployment of the API', () => {
  const script = join(import.meta.dirname, 'deployment-ids.ts');
  const args = [script, ...names.map((each) => JSON.stringify(each))];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8', env: commandEnvironment() });
  const [before, same, otherAuthorizer, otherMethod] = JSON.parse(output);
  expect(before).toMatch(/Deployment/);
  expect(same).toBe(before);
  expect(new Set([before, otherAuthorizer, otherMethod]).size).toBe(3);
  expect(otherMethod).toMatch(/Deployment/);
});
