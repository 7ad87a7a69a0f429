import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { explanation, localServices, shellCommands, variablesOf } from '../../../scripts/env/variables.ts';
import { rowsOf, sectionOf } from '../../docs/support/markdown.ts';

const stack = {
  pid: 1,
  apiUrl: 'http://127.0.0.1:4100/v1/',
  apiKey: 'vdk_1',
  environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:4101', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4102' },
  outputs: { ApiUrl: 'http://127.0.0.1:4100/v1/', EventsQueueUrl: 'q', ApiRestApiEndpointB6DCC6AA: 'x' },
};

it('names the variables after the outputs of the stack', () => {
  expect(variablesOf(stack)).toEqual({
    ...stack.environment,
    VOICE_API_URL: 'http://127.0.0.1:4100/v1',
    VOICE_API_KEY: 'vdk_1',
    EVENTS_QUEUE_URL: 'q',
  });
});

it('prints commands that keep every character and remove variables that would override others', async () => {
  const awkward = `it's "$HOME" \`id\` \\ \n晚安`;
  const present = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL_S3', 'HOME'];
  const commands = shellCommands({ ...stack.environment, AWKWARD: awkward }, present);
  const script = `${commands}\nprintf '%s|%s|%s|%s' "$AWKWARD" "$AWS_ENDPOINT_URL_S3" "\${AWS_PROFILE-gone}" "\${AWS_ENDPOINT_URL_DYNAMODB-gone}"`;
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], {
    env: { AWS_PROFILE: 'production', AWS_ENDPOINT_URL_DYNAMODB: 'http://other', PATH: process.env.PATH },
  });
  expect(stdout).toBe(`${awkward}|http://127.0.0.1:4102|gone|gone`);
});

it('does not print names that a shell would execute', () => {
  const present = ['AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL_X; touch x', 'AWS_ENDPOINT_URL_$(id)'];
  expect(shellCommands({}, present).trim()).toMatch(/^unset [A-Z_ ]+ AWS_ENDPOINT_URL_SQS$/);
});

it('explains what cannot be reached', () => {
  expect(explanation('.local')).toMatch(/^Not local: CloudFormation, /m);
});

it('explains the same services as docs/local.md', () => {
  const rows = rowsOf(sectionOf('docs/local.md', 'Use AWS tools and SDKs'));
  const documented = rows.map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
  expect(documented).toEqual(
    expect.arrayContaining(localServices.map(({ service, operations }) => [service, operations])),
  );
});
