import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { signedS3Headers } from '../../../local/http/sigv4.ts';
import { type LocalAnswer, loopback, openPorts, sendRequest } from '../../support/open-ports.ts';
import type { LocalStack } from './local-stack.ts';

/** Headers that a browser sends with a form of another site's page, which needs no preflight request. */
const page = {
  Origin: 'https://evil.example',
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'no-cors',
  'Content-Type': 'text/plain',
};
/** Paths of the services of a stack. */
const paths = [
  '/',
  '/health',
  '/v1/voices',
  '/2015-03-31/functions/any/invocations',
  '/000000000000/any',
  '/_simulator/truth',
  '/_simulator/reset',
  '/api/v1/services/audio/tts/customization',
];
const refused = [401, 403];

const portOf = (address = '') => Number(new URL(address).port);
const signedBy = (accessKeyId: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261129/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0`;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** Tests that the ports of a running stack refuse web pages and other users of the machine. */
export function refusesForeignCallers(stackOf: () => LocalStack): void {
  onLinux('listens on 127.0.0.1 only', () => {
    const ports = stackOf().pids.flatMap(openPorts);
    expect(ports.filter(({ address }) => address !== loopback)).toEqual([]);
    // The ports are those of the API, the JSON services, S3, SQS, and the two scopes of the simulated provider.
    expect(ports).toHaveLength(6);
  });

  onLinux('refuses a rebound host name and a web page on every open port', async () => {
    const letIn: unknown[] = [];
    for (const { port } of stackOf().pids.flatMap(openPorts)) {
      for (const path of paths) {
        const callers = {
          rebound: { Host: `evil.example:${port}` },
          page: { Host: `127.0.0.1:${port}`, ...page },
        };
        for (const [caller, headers] of Object.entries(callers)) {
          const { status } = await sendRequest({ port, path, headers, body: '{}' });
          if (!refused.includes(status)) letIn.push({ port, path, caller, status });
        }
      }
    }
    expect(letIn).toEqual([]);
  });

  it.each([
    ['no credentials', undefined, /MissingAuthenticationToken|AccessDenied/],
    ['the id of earlier versions', 'local', /UnrecognizedClient|InvalidAccessKeyId/],
    ['another account’s id', 'AKIAIOSFODNN7EXAMPLE', /UnrecognizedClient|InvalidAccessKeyId/],
  ])('refuses %s on every AWS port with the error of the service', async (_, accessKeyId, code) => {
    const { answers } = await callAws(stackOf(), accessKeyId);
    for (const { status, body } of answers) {
      expect([400, 403]).toContain(status);
      expect(body).toMatch(code);
    }
  });

  it('refuses the folder’s own credentials from a web page and for a rebound host name', async () => {
    const own = stackOf().note.environment.AWS_ACCESS_KEY_ID ?? '';
    const { answers } = await callAws(stackOf(), own);
    expect(answers.map(({ status }) => status)).toEqual([200, 202, 200, 200]);
    const foreignHeaders: readonly Readonly<Record<string, string>>[] = [
      page,
      { Host: 'evil.example' },
      { Origin: 'null' },
    ];
    for (const headers of foreignHeaders) {
      const { answers: foreign } = await callAws(stackOf(), own, headers);
      expect(foreign.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
  });

  it('has a state folder and files that only their owner can read', () => {
    const folder = stackOf().stateFolder;
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    // The tests copy an assembly into the folder.
    const written = entries.filter((entry) => !entry.startsWith('cdk.out'));
    const open = written.filter((entry) => (statSync(join(folder, entry)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(written).toEqual(
      expect.arrayContaining([
        'stack.json',
        'simulator.json',
        'development-key.json',
        'simulator/control-token',
        'runner/credentials.json',
        'runner/secretsmanager/secrets.json',
      ]),
    );
  });

  it('refuses the control plane of the simulator without its token in the path', async () => {
    const { urls, controlUrl } = stackOf().simulatorNote;
    for (const url of Object.values(urls)) {
      for (const path of ['/_simulator/truth', '/_simulator/0123456789/truth', '/_simulator//truth']) {
        const answer = await sendRequest({ port: portOf(url), method: 'GET', path });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    }
    expect((await fetch(`${controlUrl}/settings`)).status).toBe(200);
    const health = await sendRequest({ port: portOf(urls.mainland), method: 'GET', path: '/health' });
    expect(health.status).toBe(200);
    expect(health.body).not.toContain(controlUrl);
  });
}

/** Calls GetSecretValue, Invoke, S3 and SQS like another user of the machine that has read the template. */
async function callAws(
  { note }: LocalStack,
  accessKeyId: string | undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly answers: readonly LocalAnswer[] }> {
  const { environment, outputs } = note;
  const headers = { ...(accessKeyId === undefined ? {} : { authorization: signedBy(accessKeyId) }), ...more };
  const aws = portOf(environment.AWS_ENDPOINT_URL);
  const objects = `/${outputs.PreviewsBucketName}?list-type=2`;
  const url = new URL(objects, environment.AWS_ENDPOINT_URL_S3);
  const signed = accessKeyId && signedS3Headers({ method: 'GET', url, region: 'us-east-1' }, accessKeyId);
  const secret = { SecretId: outputs.ProviderSecretArn };
  const queue = { QueueUrl: outputs.EventsQueueUrl, AttributeNames: ['QueueArn'] };
  const json = (target: string) => ({
    'content-type': 'application/x-amz-json-1.0',
    ...headers,
    'x-amz-target': target,
  });
  const answers = [
    await sendRequest({
      port: aws,
      headers: json('secretsmanager.GetSecretValue'),
      body: JSON.stringify(secret),
    }),
    await sendRequest({
      port: aws,
      path: `/2015-03-31/functions/${outputs.ProbeProviderFunctionName}/invocations`,
      // The function refuses this input if the call is accepted.
      headers: { ...headers, 'x-amz-invocation-type': 'Event' },
      body: '{}',
    }),
    await sendRequest({
      port: portOf(environment.AWS_ENDPOINT_URL_S3),
      method: 'GET',
      path: objects,
      headers: { ...(signed || {}), ...more },
    }),
    await sendRequest({
      port: portOf(environment.AWS_ENDPOINT_URL_SQS),
      headers: json('AmazonSQS.GetQueueAttributes'),
      body: JSON.stringify(queue),
    }),
  ];
  return { answers };
}
