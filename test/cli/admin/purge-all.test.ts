import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { z } from 'zod';
import { type PurgeAllProgress, purgeAll } from '../../../cli/admin/purge-all.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { access, credentials } from '../../support/local-credentials.ts';

const startInput = z.object({ input: z.string() });
const purgeInput = z.object({ voiceIds: z.array(z.string()) });

/** Statuses of the deployment's voices by their ids. */
const voices = new Map<string, string>();
/** Ids of voices that no purge removes. */
const stuck = new Set<string>();
/** The count that the workflow reports, given the number of voices that it has purged. */
let reported = (purged: number) => purged;
let lastReport = 0;

const aws = new AwsJsonServer({ access });
const api = createServer((request, response) => {
  const url = new URL(request.url ?? '', 'http://api');
  const id = url.pathname.split('/')[3] ?? '';
  if (request.method === 'DELETE') voices.set(id, 'DELETED');
  const page = [...voices].map(([voiceId, status]) => ({ voiceId, status }));
  const body = id
    ? { voiceId: id, status: voices.get(id) }
    : { voices: page.filter(({ status }) => status === url.searchParams.get('status')), cursor: null };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

beforeAll(async () => {
  aws.serve('DynamoDB_20120810', {
    UpdateItem: async () => ({ Attributes: {} }),
    PutItem: async () => ({}),
    DeleteItem: async () => ({}),
  });
  aws.serve('AWSStepFunctions', {
    StartExecution: async (input) => {
      const { voiceIds } = purgeInput.parse(JSON.parse(startInput.parse(input).input));
      const purged = voiceIds.filter((voiceId) => !stuck.has(voiceId) && voices.delete(voiceId));
      lastReport = reported(purged.length);
      return { executionArn: 'purge', startDate: 0 };
    },
    DescribeExecution: async () => ({
      executionArn: 'purge',
      status: 'SUCCEEDED',
      output: JSON.stringify({ purged: lastReport }),
    }),
  });
  await aws.start();
  await once(api.listen(0, '127.0.0.1'), 'listening');
});
beforeEach(() => {
  voices.clear();
  stuck.clear();
  reported = (purged) => purged;
});
afterAll(async () => {
  api.close();
  await aws.stop();
});

function purge(progress: PurgeAllProgress[] = []) {
  const address = api.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const deployment = {
    name: 'test',
    outputs: {},
    stackId: null,
    output: (name: string) => (name === 'ApiUrl' ? `http://127.0.0.1:${port}/v1` : name),
    clientConfig: () => ({ endpoint: aws.url, region: 'us-east-1', credentials }),
  };
  return purgeAll(deployment, 60_000, (each) => progress.push(each));
}

const idOf = (n: number) => `01K5ZJ0${String(n).padStart(19, '0')}`;
const put = (count: number) => {
  for (let n = 0; n < count; n += 1) voices.set(idOf(n), n % 2 === 0 ? 'OK' : 'UNDEPLOYED');
};

it('purges every voice, at most 50 in one run', async () => {
  put(120);
  const progress: PurgeAllProgress[] = [];
  expect(await purge(progress)).toEqual({ purged: 120, left: {} });
  expect(progress).toEqual([0, 50, 100, 120, 120].map((purged) => ({ purged, left: 120 - purged })));
});

it('counts the voices that are gone although the workflow reports fewer', async () => {
  put(15);
  reported = (purged) => purged - 1;
  expect(await purge()).toEqual({ purged: 15, left: {} });
});

it('ends when a round purges no voice, and reports what is left', async () => {
  put(3);
  stuck.add(idOf(1));
  expect(await purge()).toEqual({ purged: 2, left: { DELETED: 1 } });
});
