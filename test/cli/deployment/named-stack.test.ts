import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTable, type TestTable } from '../../support/dynalite.ts';
import { commandEnvironment } from '../../support/run-folder.ts';

/** The response of CloudFormation for the stack `Audiobook`. */
const describeStacksResponse = (outputs: string) =>
  '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>' +
  `<Stacks><member><StackName>Audiobook</StackName><Outputs>${outputs}</Outputs></member></Stacks>` +
  '</DescribeStacksResult></DescribeStacksResponse>';
const output = (name: string, value: string) =>
  `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`;

let table: TestTable;
let cloudFormation: Server;
let outputs = '';
let environment: Record<string, string> = {};
beforeAll(async () => {
  table = await startTable();
  cloudFormation = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/xml').end(describeStacksResponse(outputs));
  }).listen(0, '127.0.0.1');
  await once(cloudFormation, 'listening');
  const address = cloudFormation.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  environment = {
    AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${port}`,
    AWS_ENDPOINT_URL_DYNAMODB: table.place.endpoint,
    AWS_REGION: table.place.region,
    AWS_ACCESS_KEY_ID: table.place.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: table.place.credentials.secretAccessKey,
  };
});
afterAll(async () => {
  await table.stop();
  await promisify(cloudFormation.close.bind(cloudFormation))();
});

/** Runs `voice keys …` in a process that has only the AWS environment variables. */
async function keys(...words: readonly string[]) {
  const command = ['cli/main.ts', 'keys', ...words, '--stack', 'Audiobook'];
  return promisify(execFile)(process.execPath, command, { env: commandEnvironment(environment) }).then(
    ({ stdout }) => ({ code: 0, out: stdout, err: '' }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  );
}

describe('voice keys --stack', () => {
  it('creates, lists and revokes keys of the stack that it names', async () => {
    outputs = output('VoicesTableName', table.table);
    const created = await keys('create', '--owner', 'ann', '--scopes', 'read', '--json');
    const { key, keyId } = JSON.parse(created.out);
    const listed = JSON.parse((await keys('list', '--json')).out);
    expect(listed).toEqual([{ keyId, owner: 'ann', scopes: ['read'], createdAt: expect.any(String) }]);
    expect(JSON.stringify(listed)).not.toContain(key);
    expect(await keys('revoke', keyId)).toEqual({ code: 0, out: `${keyId}  revoked\n`, err: '' });
    expect(JSON.parse((await keys('list', '--json')).out)).toEqual([]);
  });

  it('rejects a stack without the required output', async () => {
    outputs = output('BucketName', 'other');
    expect(await keys('list')).toMatchObject({
      code: 2,
      err: expect.stringContaining('the stack Audiobook has no output VoicesTableName'),
    });
  });
});
