import { describe, expect, it } from '@jest/globals';
import { reply } from '../../lambdas/shared/dashscope/support/scripted-server.ts';
import { ApiFixture } from './support.ts';

const api = ApiFixture.use();

describe('voice key', () => {
  const key = { owner: 'my-team', keyId: 'key-7c1e0f9a42d3', scopes: ['read', 'write'] };

  it('shows the id, the owner and the scopes of the key', async () => {
    api.serve({ 'GET /v1/key': reply(200, key) });
    expect(await api.call(['key'])).toMatchObject({
      code: 0,
      out: 'key-7c1e0f9a42d3  owner my-team  scopes read, write\n',
    });
    expect(JSON.parse((await api.call(['key', '--json'])).out)).toEqual(key);
  });
});
