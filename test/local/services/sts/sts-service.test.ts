import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { StsService } from '../../../../local/services/sts/sts-service.ts';
import { access, authorization, credentials } from '../../../support/local-credentials.ts';

describe('the local STS', () => {
  let server: AwsJsonServer;

  beforeAll(async () => {
    server = new AwsJsonServer({ access });
    await new StsService({ server }).start();
    await server.start();
  });
  afterAll(() => server.stop());

  /** The request as `aws sts` sends it. */
  async function send(form: string, headers: Readonly<Record<string, string>> = { authorization }) {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
      body: form,
    });
    const { status } = response;
    return { status, type: response.headers.get('content-type'), body: await response.text() };
  }

  it('answers GetCallerIdentity with the account of the local stack', async () => {
    const { status, type, body } = await send('Action=GetCallerIdentity&Version=2011-06-15');
    expect([status, type]).toEqual([200, 'text/xml']);
    expect(body).toMatch(
      /^<GetCallerIdentityResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><GetCallerIdentityResult><UserId>LOCAL<\/UserId><Account>000000000000<\/Account><Arn>arn:aws:iam::000000000000:user\/local<\/Arn><\/GetCallerIdentityResult><ResponseMetadata><RequestId>[\w-]+<\/RequestId><\/ResponseMetadata><\/GetCallerIdentityResponse>$/,
    );
  });

  it('refuses a call without the credentials of the state folder', async () => {
    const { status, body } = await send('Action=GetCallerIdentity&Version=2011-06-15', {});
    expect(status).toBe(403);
    expect(body).toContain('<Code>MissingAuthenticationTokenException</Code>');
  });

  it.each([
    ['Action=AssumeRole&Version=2011-06-15', 'AssumeRole'],
    ['Action=GetCallerIdentity&Version=2010-05-08', 'GetCallerIdentity'],
    ['Action=toString&Version=2011-06-15', 'toString'],
    ['Action=%3C%26%3E&Version=2011-06-15', '&lt;&amp;&gt;'],
    ['', '(no Action)'],
  ])('refuses %s by name', async (form, name) => {
    const { status, body } = await send(form);
    expect(status).toBe(400);
    expect(body).toContain(`<Message>The local runner does not implement ${name}.</Message>`);
  });

  it('answers a service that is not local with an error that an AWS SDK reads', async () => {
    const client = new CloudFormationClient({ endpoint: server.url, region: 'us-east-1', credentials });
    await expect(client.send(new DescribeStacksCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The local runner does not implement DescribeStacks.',
    });
  });
});
