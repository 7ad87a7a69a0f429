import * as s3 from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Services } from '../../../../local/services/create-services.ts';
import { authorization, credentials } from '../../../support/local-credentials.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Sends a request of an operation. */
export type Send = (operation: string, input: Readonly<Record<string, unknown>>) => Promise<Answer>;

const targets: Readonly<Record<string, string>> = {
  cloudwatch: 'GraniteServiceVersion20100801',
  dynamodb: 'DynamoDB_20120810',
  events: 'AWSEvents',
  secretsmanager: 'secretsmanager',
  sfn: 'AWSStepFunctions',
  sqs: 'AmazonSQS',
};

/** Returns the function that sends requests to a local service, without the checks of an SDK. */
export function sender(service: string, services: Services): Send {
  if (service === 's3') return s3Sender(services.s3.url);
  if (service === 'lambda') return (_operation, input) => invoke(services.server.url, input);
  if (service === 'sts') return () => callerIdentity(services.server.url);
  const url = service === 'sqs' ? services.sqs.url : services.server.url;
  return (operation, input) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `${targets[service]}.${operation}`,
    };
    return post(url, headers, JSON.stringify(input));
  };
}

const errorBody = z.object({ __type: z.string(), message: z.string().default('') });

async function post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers: { ...headers, authorization }, body });
  const text = await response.text();
  if (response.ok) return { status: response.status, type: '', message: '' };
  const { __type, message } = errorBody.parse(JSON.parse(text));
  return { status: response.status, type: __type.split('#').at(-1) ?? '', message };
}

function invoke(url: string, input: Readonly<Record<string, unknown>>): Promise<Answer> {
  const headers = Object.entries({
    'x-amz-invocation-type': input.InvocationType,
    'x-amz-log-type': input.LogType,
    'x-amz-client-context': input.ClientContext,
    'x-amz-durable-execution-name': input.DurableExecutionName,
    'x-amz-tenant-id': input.TenantId,
  }).filter(([, value]) => value !== undefined);
  const path = `/2015-03-31/functions/${encodeURIComponent(String(input.FunctionName))}/invocations`;
  const texts = Object.fromEntries(headers.map(([name, value]) => [name, String(value)]));
  const query =
    input.Qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(String(input.Qualifier))}`;
  return post(`${url}${path}${query}`, texts, '{}');
}

async function callerIdentity(url: string): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const { status } = await fetch(url, { method: 'POST', headers, body });
  return { status, type: '', message: '' };
}

/** S3's requests are signed, so the SDK sends them. It does not check values. */
function s3Sender(endpoint: string): Send {
  const client = new s3.S3Client({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return async (operation, input) => {
    try {
      await sendToS3(client, operation, input);
      return { status: 200, type: '', message: '' };
    } catch (error) {
      if (!(error instanceof s3.S3ServiceException)) throw error;
      return { status: error.$metadata.httpStatusCode ?? 0, type: error.name, message: error.message };
    }
  };
}

function sendToS3(client: s3.S3Client, operation: string, input: Readonly<Record<string, unknown>>) {
  const at = { Bucket: 'voices', Key: 'key', ...input };
  switch (operation) {
    case 'DeleteObject':
      return client.send(new s3.DeleteObjectCommand(at));
    case 'GetObject':
      return client.send(new s3.GetObjectCommand(at));
    case 'HeadObject':
      return client.send(new s3.HeadObjectCommand(at));
    case 'ListObjectsV2':
      return client.send(new s3.ListObjectsV2Command(at));
    default:
      return client.send(new s3.PutObjectCommand({ ...at, Body: 'a' }));
  }
}
