import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AwsError } from '../../../local/core/aws-error.ts';
import { PortTakenError } from '../../../local/core/errors.ts';
import { Timestamp } from '../../../local/core/timestamp.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { decodeCbor, encodeCbor } from '../../../local/http/cbor.ts';
import { access, authorization, credentials } from '../../support/local-credentials.ts';

describe('the endpoint for AWS JSON protocols', () => {
  let server: AwsJsonServer;

  beforeEach(async () => {
    server = new AwsJsonServer({ access });
    await server.start();
  });
  afterEach(() => server.stop());

  const post = (target: string | undefined, body: string | Buffer<ArrayBuffer>) =>
    fetch(server.url, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/x-amz-json-1.1',
        ...(target === undefined ? {} : { 'x-amz-target': target }),
      },
      body,
    });

  it('calls the operation with the parsed input and returns its output in the content type of the request', async () => {
    server.serve('Echo', { Repeat: async (input) => ({ repeated: input }) });
    const response = await post('Echo.Repeat', '{"word":"hello"}');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(await response.json()).toEqual({ repeated: { word: 'hello' } });
  });

  describe('for RPC v2 CBOR', () => {
    const postCbor = async (operation: string, body: Buffer) => {
      const response = await fetch(`${server.url}/service/Echo/operation/${operation}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: new Uint8Array(body),
      });
      expect(response.headers.get('smithy-protocol')).toBe('rpc-v2-cbor');
      return [response.status, decodeCbor(new Uint8Array(await response.arrayBuffer()))];
    };

    beforeEach(() => {
      server.serve('Echo', {
        Repeat: async (input) => ({ repeated: input, at: new Timestamp(1_500) }),
        Fail: async () => {
          throw new AwsError('ResourceNotFound', 'There is none.', 404);
        },
      });
    });

    it('calls the operation of the path, with a timestamp in seconds', async () => {
      const output = { repeated: { word: 'hello' }, at: 1.5 };
      expect(await postCbor('Repeat', encodeCbor({ word: 'hello' }))).toEqual([200, output]);
      expect(await postCbor('Repeat', Buffer.alloc(0))).toEqual([200, { ...output, repeated: {} }]);
    });

    it('returns errors in the protocol', async () => {
      const type = (__type: string) => expect.objectContaining({ __type });
      expect(await postCbor('Fail', encodeCbor({}))).toEqual([
        404,
        { __type: 'ResourceNotFound', message: 'There is none.' },
      ]);
      expect(await postCbor('Repeat', Buffer.from('9f', 'hex'))).toEqual([
        400,
        type('SerializationException'),
      ]);
      expect(await postCbor('Other', encodeCbor({}))).toEqual([400, type('UnknownOperationException')]);
    });
  });

  it('refuses a body that is not UTF-8, as the services do', async () => {
    const repeat = jest.fn(async () => ({}));
    server.serve('Echo', { Repeat: repeat });
    const response = await post('Echo.Repeat', Buffer.from('{"word":"ä"}', 'latin1'));
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'SerializationException' },
    ]);
    expect(repeat).not.toHaveBeenCalled();
  });

  it('returns the type, message and status of an AwsError', async () => {
    server.serve('Echo', {
      Repeat: async () => {
        throw new AwsError('ThrottlingException', 'Slow down.', 429);
      },
    });
    const response = await post('Echo.Repeat', '{}');
    expect(response.status).toBe(429);
    expect(await response.json()).toEqual({ __type: 'ThrottlingException', message: 'Slow down.' });
  });

  it('returns an internal failure for an unexpected error', async () => {
    server.serve('Echo', {
      Repeat: async () => {
        throw new TypeError('oops');
      },
    });
    const response = await post('Echo.Repeat', '{}');
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ __type: 'InternalFailure' });
  });

  it.each(['Unknown.Repeat', 'Echo.Sing', 'Echo.toString', undefined])(
    'returns an unknown operation for the target %s',
    async (target) => {
      server.serve('Echo', { Repeat: async () => ({}) });
      const response = await post(target, '{}');
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
    },
  );

  it('refuses a body that is not JSON', async () => {
    server.serve('Echo', { Repeat: async () => ({}) });
    expect(await (await post('Echo.Repeat', '{')).json()).toMatchObject({ __type: 'SerializationException' });
  });

  it('refuses a body over 16 MiB and keeps running', async () => {
    server.serve('Echo', { Repeat: async () => ({}) });
    expect((await post('Echo.Repeat', JSON.stringify('x'.repeat(16 * 1024 * 1024)))).status).toBe(413);
    expect((await post('Echo.Repeat', '{}')).status).toBe(200);
  });

  it('returns errors that the AWS SDK recognizes', async () => {
    const client = new SecretsManagerClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials,
    });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    client.destroy();
  });

  it('also serves REST operations with their path parameters', async () => {
    server.serveRest({
      method: 'POST',
      path: /^\/things\/(?<thing>[^/]+)$/,
      handle: async ({ pathParameters, body }) => ({ status: 201, body: `${pathParameters.thing}:${body}` }),
    });
    const response = await fetch(`${server.url}/things/a%3Ab`, {
      method: 'POST',
      headers: { authorization },
      body: 'x',
    });
    expect(response.status).toBe(201);
    expect(await response.text()).toBe('a:b:x');
  });

  it('reports the port that is taken', async () => {
    const port = Number(new URL(server.url).port);
    const second = new AwsJsonServer({ port, access });
    await expect(second.start()).rejects.toEqual(new PortTakenError(port));
  });
});
