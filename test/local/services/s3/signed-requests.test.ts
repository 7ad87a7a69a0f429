import { request } from 'node:http';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { signedS3Headers } from '../../../../local/http/sigv4.ts';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { access, accessKeyId, authorization, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const key = "a b/ü+(1)'s.wav";
const week = 604_800;
let folder: TemporaryFolder;
let service: S3Service;
let client: S3Client;
let object: { readonly Bucket: string; readonly Key: string };

beforeAll(async () => {
  folder = await temporaryFolder();
  service = new S3Service({ stateFolder: folder.path, access });
  await service.start();
  client = new S3Client({ endpoint: service.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  object = { Bucket: (await deploy(service, 'Previews', 'AWS::S3::Bucket')).ref, Key: key };
  await client.send(new PutObjectCommand({ ...object, Body: 'audio' }));
});
afterAll(async () => {
  client.destroy();
  await service.stop();
  await folder.remove();
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Changes the link. */
  readonly edit?: (query: URLSearchParams) => void;
  readonly expiresIn?: number;
  /** Seconds since the link was signed. */
  readonly age?: number;
}

async function link({ expiresIn = 300, age = 0 }: Sent = {}): Promise<URL> {
  const command = new GetObjectCommand({
    ...object,
    ResponseContentDisposition: 'attachment; filename="v.wav"',
  });
  const signingDate = new Date(Date.now() - age * 1000);
  // The SDK refuses to sign for more than a week, so the test changes the parameter.
  const url = new URL(
    await getSignedUrl(client, command, { expiresIn: Math.min(expiresIn, week), signingDate }),
  );
  if (expiresIn > week) url.searchParams.set('X-Amz-Expires', String(expiresIn));
  return url;
}

async function answer(
  sent: Sent,
): Promise<readonly [status: number, code: string | undefined, text: string]> {
  const url = await link(sent);
  sent.edit?.(url.searchParams);
  const response = await fetch(url, { method: sent.method ?? 'GET', headers: sent.headers ?? {} });
  const text = await response.text();
  return [response.status, /<Code>(\w+)<\/Code>/.exec(text)?.[1], text];
}

const day = 24 * 60 * 60;
const mechanisms =
  'https://github.com/rclone/rclone/blob/master/backend/amazonclouddrive/amazonclouddrive.go';
const head = 'https://github.com/adobe/S3Mock/issues/125';
const query = 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html';
const errors = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList';
const unsigned = 'https://github.com/brendanhay/amazonka/issues/272';
const changed = 'https://github.com/minio/minio/issues/5630';

/** Answers of S3, each with the page or the report that shows it. */
const answers: readonly (readonly [
  request: string,
  sent: Sent,
  status: number,
  code: string | undefined,
  source: string,
])[] = [
  ['a link', {}, 200, undefined, query],
  ['a link with a further header', { headers: { 'x-other': '1', range: 'bytes=0-' } }, 206, undefined, query],
  [
    'a link with a bearer token',
    { headers: { authorization: 'Bearer key' } },
    400,
    'InvalidArgument',
    mechanisms,
  ],
  ['a link with signed headers', { headers: { authorization } }, 400, 'InvalidArgument', mechanisms],
  ['a HEAD of a link for GET', { method: 'HEAD' }, 403, undefined, head],
  ['a PUT of a link for GET', { method: 'PUT' }, 403, 'SignatureDoesNotMatch', head],
  ['a DELETE of a link for GET', { method: 'DELETE' }, 403, 'SignatureDoesNotMatch', head],
  [
    'a changed disposition',
    { edit: (link) => link.set('response-content-disposition', 'inline') },
    403,
    'SignatureDoesNotMatch',
    changed,
  ],
  [
    'a further parameter',
    { edit: (link) => link.set('versionId', '1') },
    403,
    'SignatureDoesNotMatch',
    changed,
  ],
  ['a removed parameter', { edit: (link) => link.delete('x-id') }, 403, 'SignatureDoesNotMatch', changed],
  [
    'a longer lifetime',
    { edit: (link) => link.set('X-Amz-Expires', '301') },
    403,
    'SignatureDoesNotMatch',
    changed,
  ],
  [
    'a changed signature',
    { edit: (link) => link.set('X-Amz-Signature', '0'.repeat(64)) },
    403,
    'SignatureDoesNotMatch',
    changed,
  ],
  ['a header that is not signed', { headers: { 'x-amz-meta-a': '1' } }, 403, 'AccessDenied', unsigned],
  [
    'no signed host',
    { edit: (link) => link.set('X-Amz-SignedHeaders', 'x-other') },
    403,
    'AccessDenied',
    unsigned,
  ],
  [
    'another access key',
    { edit: (link) => link.set('X-Amz-Credential', `OTHER/${scope()}`) },
    403,
    'InvalidAccessKeyId',
    errors,
  ],
  ['no date', { edit: (link) => link.delete('X-Amz-Date') }, 400, 'AuthorizationQueryParametersError', query],
  [
    'a malformed credential',
    { edit: (link) => link.set('X-Amz-Credential', `${credentials.accessKeyId}/b`) },
    400,
    'AuthorizationQueryParametersError',
    query,
  ],
  [
    'another region',
    { edit: (link) => link.set('X-Amz-Credential', `${credentials.accessKeyId}/${scope('eu-west-1')}`) },
    400,
    'AuthorizationQueryParametersError',
    query,
  ],
  [
    'another service',
    {
      edit: (link) => link.set('X-Amz-Credential', `${credentials.accessKeyId}/${scope('us-east-1', 'sqs')}`),
    },
    400,
    'AuthorizationQueryParametersError',
    query,
  ],
  [
    'another day in the credential',
    {
      edit: (link) =>
        link.set('X-Amz-Credential', `${credentials.accessKeyId}/20200101/us-east-1/s3/aws4_request`),
    },
    400,
    'AuthorizationQueryParametersError',
    query,
  ],
  [
    'a lifetime that is no number',
    { edit: (link) => link.set('X-Amz-Expires', 'x') },
    400,
    'AuthorizationQueryParametersError',
    query,
  ],
  ['a lifetime of a week', { expiresIn: week, age: week - 60 }, 200, undefined, query],
  ['a lifetime over a week', { expiresIn: week + 1 }, 400, 'AuthorizationQueryParametersError', query],
  ['an expired link', { age: 301 }, 403, 'AccessDenied', query],
  ['a link of the next 14 minutes', { age: -14 * 60 }, 200, undefined, errors],
  ['a link of the next day', { age: -day, expiresIn: week }, 403, 'AccessDenied', errors],
];

function scope(region = 'us-east-1', service = 's3'): string {
  return `${new Date().toISOString().slice(0, 10).replaceAll('-', '')}/${region}/${service}/aws4_request`;
}

describe('a signed link of the local S3', () => {
  it.each(answers)('gets the answer of S3: %s', async (_request, sent, status, code) => {
    expect((await answer(sent)).slice(0, 2)).toEqual([status, code]);
  });

  it('has an error with the canonical request, escaped', async () => {
    const [, , text] = await answer({ edit: (link) => link.set('a', '<&') });
    expect(text).toContain('<CanonicalRequest>GET\n/');
    expect(text).toContain('&amp;a=%3C%26&amp;');
    expect(text).not.toContain('a=<&');
  });

  it('has distinct messages for the past and the future', async () => {
    expect((await answer({ age: 301 }))[2]).toContain('<Message>Request has expired</Message>');
    expect((await answer({ age: -day, expiresIn: week }))[2]).toContain(
      '<Message>Request is not valid yet</Message>',
    );
  });

  it('can be signed for HEAD', async () => {
    const url = await getSignedUrl(client, new HeadObjectCommand(object));
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(url)).status).toBe(403);
  });
});

describe('a request to the local S3 with signed headers', () => {
  const send = async (headers: Readonly<Record<string, string>>, method = 'GET', body?: string) => {
    const url = new URL(
      `${service.url}/${object.Bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    );
    const signed = signedS3Headers({ method: 'GET', url, region: 'us-east-1' }, accessKeyId());
    const all = Object.fromEntries(
      Object.entries({ ...signed, ...headers }).filter(([, value]) => value !== ''),
    );
    const { status, text } = await new Promise<{ status: number | undefined; text: string }>(
      (resolve, reject) =>
        request(url, { method, headers: all }, async (response) => {
          resolve({ status: response.statusCode, text: Buffer.concat(await response.toArray()).toString() });
        })
          .on('error', reject)
          .end(body),
    );
    return [status, /<Code>(\w+)<\/Code>/.exec(text)?.[1]];
  };
  const at = (minutes: number) =>
    signedS3Headers(
      { method: 'GET', url: new URL(service.url), region: 'us-east-1' },
      accessKeyId(),
      new Date(Date.now() + minutes * 60_000),
    );

  it.each([
    ['nothing else', {}, 200, undefined],
    ['another method', 'POST', 403, 'SignatureDoesNotMatch'],
    ['no authorization', { authorization: '' }, 403, 'AccessDenied'],
    ['a bearer token', { authorization: 'Bearer key' }, 400, 'InvalidArgument'],
    ['the access key id alone', { authorization }, 400, 'AuthorizationHeaderMalformed'],
    ['a header that is not signed', { 'x-amz-acl': 'public-read' }, 403, 'AccessDenied'],
    ['no hash of the body', { 'x-amz-content-sha256': '' }, 400, 'InvalidRequest'],
    ['no date', { 'x-amz-date': '', date: '' }, 403, 'AccessDenied'],
  ] as const)('is answered as by S3 with %s', async (_with, change, ...expected) => {
    expect(await (typeof change === 'string' ? send({}, change) : send(change))).toEqual(expected);
  });

  it.each([
    [-14, 403, 'SignatureDoesNotMatch'],
    [-16, 403, 'RequestTimeTooSkewed'],
    [16, 403, 'RequestTimeTooSkewed'],
  ])('is refused for its clock from 15 minutes: %i minutes', async (minutes, ...expected) => {
    // The signature is of another path, which S3 checks after the time.
    expect(await send(at(minutes))).toEqual(expected);
  });

  it('is refused with a body other than the signed one', async () => {
    const signing = new PutObjectCommand({ ...object, Key: 'other', Body: 'audio' });
    signing.middlewareStack.add(
      (next) => async (args) => {
        Object.assign(args.request ?? {}, { body: 'other' });
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(client.send(signing)).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
  });
});
