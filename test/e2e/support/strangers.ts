import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { type Answered, ask, loopback, openPorts } from '../../support/open-ports.ts';
import type { LocalStack } from './local-stack.ts';

/** What a browser sends with a form of a page from elsewhere, which needs no preflight. */
const page = {
  Origin: 'https://evil.example',
  'Sec-Fetch-Site': 'cross-site',
  'Sec-Fetch-Mode': 'no-cors',
  'Content-Type': 'text/plain',
};
/** Paths at which some service of a stack does its work. */
const paths = [
  ...['/', '/health', '/v1/voices', '/2015-03-31/functions/any/invocations', '/000000000000/any'],
  ...['/_simulator/truth', '/_simulator/reset', '/api/v1/services/audio/tts/customization'],
];
const refused = [401, 403];

const portOf = (address = '') => Number(new URL(address).port);
const signedBy = (accessKeyId: string) =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261129/us-east-1/any/aws4_request, SignedHeaders=host, Signature=0`;
const onLinux = process.platform === 'linux' ? it : it.skip;

/** What a web page, and another user of the machine, get from the ports of a running stack. */
export function refusesStrangers(stackOf: () => LocalStack): void {
  onLinux('listens on 127.0.0.1 only', () => {
    const ports = stackOf().pids.flatMap(openPorts);
    expect(ports.filter(({ address }) => address !== loopback)).toEqual([]);
    // The API, the services that speak JSON, S3, SQS, and the two scopes of the simulated provider.
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
          const { status } = await ask({ port, path, headers, body: '{}' });
          if (!refused.includes(status)) letIn.push({ port, path, caller, status });
        }
      }
    }
    expect(letIn).toEqual([]);
  });

  it.each([
    ['no credentials', undefined, /MissingAuthenticationToken|AccessDenied/],
    ['the id that used to be everybody’s', 'local', /UnrecognizedClient|InvalidAccessKeyId/],
    ['another account’s id', 'AKIAIOSFODNN7EXAMPLE', /UnrecognizedClient|InvalidAccessKeyId/],
  ])('refuses %s on every AWS port, as the service does', async (_, accessKeyId, code) => {
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
    const strangers: readonly Readonly<Record<string, string>>[] = [
      page,
      { Host: 'evil.example' },
      { Origin: 'null' },
    ];
    for (const headers of strangers) {
      const { answers: foreign } = await callAws(stackOf(), own, headers);
      expect(foreign.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    }
  });

  it('keeps its state folder to its owner, and secrets in files that no other can read', () => {
    const folder = stackOf().stateFolder;
    const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    // The tests copy an assembly into the folder.
    const written = entries.filter((entry) => !entry.startsWith('cdk.out'));
    const open = written.filter((entry) => (statSync(join(folder, entry)).mode & 0o077) !== 0);
    expect(open).toEqual([]);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(written).toEqual(
      expect.arrayContaining([
        ...['stack.json', 'simulator.json', 'development-key.json', 'simulator/control-token'],
        ...['runner/credentials.json', 'runner/secretsmanager/secrets.json'],
      ]),
    );
  });

  it('keeps the control plane of the simulator to those who know its address', async () => {
    const { urls, controlUrl } = stackOf().simulatorNote;
    for (const url of Object.values(urls)) {
      for (const path of ['/_simulator/truth', '/_simulator/0123456789/truth', '/_simulator//truth']) {
        const answer = await ask({ port: portOf(url), method: 'GET', path });
        expect([path, answer.status]).toEqual([path, 401]);
      }
    }
    expect((await fetch(`${controlUrl}/settings`)).status).toBe(200);
    const health = await ask({ port: portOf(urls.mainland), method: 'GET', path: '/health' });
    expect(health.status).toBe(200);
    expect(health.body).not.toContain(controlUrl);
  });
}

/** GetSecretValue, Invoke, S3 and SQS, as a stranger who has read the template would call them. */
async function callAws(
  { note }: LocalStack,
  accessKeyId: string | undefined,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly answers: readonly Answered[] }> {
  const { environment, outputs } = note;
  const headers = { ...(accessKeyId === undefined ? {} : { authorization: signedBy(accessKeyId) }), ...more };
  const aws = portOf(environment.AWS_ENDPOINT_URL);
  const secret = { SecretId: outputs.ProviderSecretArn };
  const queue = { QueueUrl: outputs.EventsQueueUrl, AttributeNames: ['QueueArn'] };
  const json = (target: string) => ({
    'content-type': 'application/x-amz-json-1.0',
    ...headers,
    'x-amz-target': target,
  });
  const answers = [
    await ask({
      port: aws,
      headers: json('secretsmanager.GetSecretValue'),
      body: JSON.stringify(secret),
    }),
    await ask({
      port: aws,
      path: `/2015-03-31/functions/${outputs.ProbeProviderFunctionName}/invocations`,
      // Accepted, it would run: an input that the function refuses.
      headers: { ...headers, 'x-amz-invocation-type': 'Event' },
      body: '{}',
    }),
    await ask({
      port: portOf(environment.AWS_ENDPOINT_URL_S3),
      method: 'GET',
      path: `/${outputs.PreviewsBucketName}?list-type=2`,
      headers,
    }),
    await ask({
      port: portOf(environment.AWS_ENDPOINT_URL_SQS),
      headers: json('AmazonSQS.GetQueueAttributes'),
      body: JSON.stringify(queue),
    }),
  ];
  return { answers };
}
