import { describe, expect, it } from '@jest/globals';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { authorizeRequestHandler } from '../../../lambdas/authorize-request/handler.ts';
import { keysIn } from '../../../lambdas/shared/keys/key-store.ts';

const ann = makeKey({ owner: 'ann', scopes: ['read', 'write'] });
const bob = makeKey({ owner: 'bob', scopes: ['admin'] });
const methodArn = 'arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/POST/voices';

function gatekeeper(secret: unknown = { keys: [ann.entry, bob.entry] }) {
  const state = { secret: typeof secret === 'string' ? secret : JSON.stringify(secret), reads: 0 };
  const handler = authorizeRequestHandler(() => ({
    readKeys: keysIn(async () => {
      state.reads += 1;
      return state.secret;
    }),
  }));
  const ask = (values: string[], name = 'Authorization') =>
    handler({
      type: 'REQUEST',
      methodArn,
      headers: values.length > 0 ? { [name]: values.at(-1) } : {},
      multiValueHeaders: { [name]: values },
    });
  return { state, handler, ask };
}

describe('the authorizer', () => {
  it.each(['Bearer', 'bearer', 'BEARER  '])('lets a known key into the stage (%s)', async (scheme) => {
    expect(await gatekeeper().ask([`${scheme} ${ann.key}`], 'authorization')).toEqual({
      principalId: 'ann',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: 'arn:aws:execute-api:eu-central-1:123456789012:abc123/v1/*',
          },
        ],
      },
      context: { owner: 'ann', scopes: 'read write', keyId: ann.entry.id },
    });
  });

  it.each([
    ['nothing', []],
    ['an empty header', ['']],
    ['the key alone', [ann.key]],
    ['another scheme', [`Basic ${ann.key}`]],
    ['a scheme without a key', ['Bearer ']],
    ['an unknown key', [`Bearer ${makeKey({ owner: 'ann', scopes: ['read'] }).key}`]],
    ['a hash for a key', [`Bearer ${ann.entry.hash}`]],
    ['a key cut short', [`Bearer ${ann.key.slice(0, -1)}`]],
    ['a key and more', [`Bearer ${ann.key} x`]],
    ['two keys', [`Bearer ${ann.key}`, `Bearer ${bob.key}`]],
    ['a kilobyte', [`Bearer vdk_${'a'.repeat(1_024)}`]],
  ])('lets nobody in with %s, and says no more than that', async (_, values) => {
    await expect(gatekeeper().ask(values)).rejects.toThrow(/^Unauthorized$/);
  });

  it('lets nobody in where no header is', async () => {
    await expect(gatekeeper().handler({ methodArn, headers: null })).rejects.toThrow('Unauthorized');
  });

  it('stops a key as soon as it is taken out, and lets a new one in', async () => {
    const { state, ask } = gatekeeper();
    await ask([`Bearer ${ann.key}`]);
    state.secret = JSON.stringify({ keys: [bob.entry] });
    await expect(ask([`Bearer ${ann.key}`])).rejects.toThrow('Unauthorized');
    expect((await ask([`Bearer ${bob.key}`])).context).toMatchObject({ owner: 'bob', scopes: 'admin' });
    expect(state.reads).toBe(3);
  });

  it('lets nobody in while there are no keys', async () => {
    await expect(gatekeeper({ keys: [] }).ask([`Bearer ${ann.key}`])).rejects.toThrow('Unauthorized');
  });

  it.each([
    '',
    'sk-secret',
    'null',
    '{}',
    '{"keys":[{"id":"a","hash":"sk-secret","owner":"x","scopes":[]}]}',
  ])('fails on a secret that is not its own kind, without showing it: %j', async (secret) => {
    const asked = gatekeeper(secret).ask([`Bearer ${ann.key}`]);
    await expect(asked).rejects.toMatchObject({
      name: 'UnreadableKeysError',
      message: expect.not.stringContaining('sk-secret'),
    });
  });
});
