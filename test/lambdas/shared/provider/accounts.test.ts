import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  ProviderAccounts,
  ProviderSecretError,
  ScopeNotConfiguredError,
} from '../../../../lambdas/shared/provider/accounts.ts';

const hosts: readonly string[] = [];

describe('the accounts in the provider secret', () => {
  it('have the endpoint and the headers of their calls', async () => {
    const secret = { mainland: { apiKey: 'sk-a', workspaceId: 'llm-1', dataInspection: true } };
    const accounts = new ProviderAccounts(async () => JSON.stringify(secret), hosts);
    const account = await accounts.account('mainland');
    expect(account).toMatchObject({
      endpoint: { host: 'dashscope.aliyuncs.com', workspaceId: 'llm-1' },
      dataInspection: true,
    });
    secret.mainland.workspaceId = 'llm-2';
    expect(await accounts.reread('mainland', account)).toMatchObject({ endpoint: { workspaceId: 'llm-2' } });
  });

  describe('identify scope, workspace and key by a hash', () => {
    const mainland = 'https://{WorkspaceId}.cn-beijing.maas.aliyuncs.com';
    const keyIdOf = async (entry: object, scope: Scope = 'mainland') => {
      const secret = JSON.stringify({ [scope]: { apiKey: 'sk-canary-secret', ...entry } });
      const accounts = new ProviderAccounts(async () => secret, hosts);
      return (await accounts.account(scope)).keyId;
    };

    it('is short, stable, and reveals none of them', async () => {
      const keyId = await keyIdOf({ workspaceId: 'llm-1' });
      expect(keyId).toMatch(/^[0-9a-f]{16}$/);
      expect(await keyIdOf({ workspaceId: 'llm-1' })).toBe(keyId);
      const plain = createHash('sha256').update('sk-canary-secret').digest('hex');
      expect(plain).not.toContain(await keyIdOf({}));
    });

    it('differs if any of them differs', async () => {
      const keyIds = await Promise.all([
        keyIdOf({}),
        keyIdOf({ apiKey: 'sk-other' }),
        keyIdOf({ workspaceId: 'llm-1' }),
        keyIdOf({ workspaceId: 'llm-2' }),
        keyIdOf({}, 'international'),
      ]);
      expect(new Set(keyIds).size).toBe(keyIds.length);
    });

    it('is the same for every way to name the workspace and every host of the scope', async () => {
      const keyId = await keyIdOf({ workspaceId: 'llm-1' });
      expect(await keyIdOf({ workspaceId: 'llm-1', baseUrl: mainland })).toBe(keyId);
      expect(await keyIdOf({ baseUrl: mainland.replace('{WorkspaceId}', 'llm-1') })).toBe(keyId);
      const trial = mainland.replace('{WorkspaceId}', 'trial');
      expect(await keyIdOf({ workspaceId: 'llm-1', baseUrl: trial })).toBe(keyId);
      expect(await keyIdOf({ workspaceId: 'llm-1', dataInspection: true })).toBe(keyId);
    });
  });

  describe('follow the secret', () => {
    const valid = '{"mainland":{"apiKey":"sk-a"}}';
    const rotated = '{"mainland":{"apiKey":"sk-b"}}';
    let seconds = 0;
    let secret = '';
    let reads = 0;
    let delay: Promise<void> | undefined;
    const newAccounts = () =>
      new ProviderAccounts(
        async () => {
          reads += 1;
          const value = secret;
          await delay;
          if (value === 'denied') throw new Error('denied');
          return value;
        },
        hosts,
        () => new Date(seconds * 1_000),
      );
    const keyIn = async (accounts: ProviderAccounts) => (await accounts.account('mainland')).apiKey;
    beforeEach(() => {
      seconds = reads = 0;
      secret = valid;
      delay = undefined;
    });

    it('read it once a minute', async () => {
      const accounts = newAccounts();
      expect(await keyIn(accounts)).toBe('sk-a');
      secret = rotated;
      seconds = 59;
      expect([await keyIn(accounts), reads]).toEqual(['sk-a', 1]);
      seconds = 60;
      expect([await keyIn(accounts), reads]).toEqual(['sk-b', 2]);
    });

    it('count the minute from the start of the read', async () => {
      const accounts = newAccounts();
      delay = new Promise((resolve) => {
        queueMicrotask(() => {
          seconds = 5;
          resolve();
        });
      });
      await keyIn(accounts);
      secret = rotated;
      seconds = 60;
      expect(await keyIn(accounts)).toBe('sk-b');
    });

    it('read it again when the clock is set back', async () => {
      const accounts = newAccounts();
      seconds = 1_000;
      await keyIn(accounts);
      secret = rotated;
      seconds = 0;
      expect(await keyIn(accounts)).toBe('sk-b');
    });

    it.each([
      ['nothing', ''],
      ['truncated JSON', '{"mainland":'],
      ['another form', '{"mainland":"sk-a"}'],
      ['an invalid key', '{"mainland":{"apiKey":"Bearer sk-a"}}'],
      ['no key for the scope', '{}'],
      ['an unreadable secret', 'denied'],
    ])('fail on %s within a minute, and recover a second after its correction', async (_, wrong) => {
      const accounts = newAccounts();
      expect(await keyIn(accounts)).toBe('sk-a');
      secret = wrong;
      seconds = 60;
      await expect(accounts.account('mainland')).rejects.toThrow();
      secret = valid;
      seconds = 61;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('recover a second after a secret was corrected that was never valid', async () => {
      const accounts = newAccounts();
      secret = 'half of a';
      await expect(accounts.account('mainland')).rejects.toThrow(ProviderSecretError);
      secret = valid;
      seconds = 1;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('find a new scope immediately', async () => {
      const accounts = newAccounts();
      await keyIn(accounts);
      secret = '{"mainland":{"apiKey":"sk-a"},"international":{"apiKey":"sk-i"}}';
      seconds = 1;
      expect((await accounts.account('international')).apiKey).toBe('sk-i');
    });

    it('share one read among concurrent callers, even if it fails', async () => {
      const accounts = newAccounts();
      await Promise.all(Array.from({ length: 50 }, () => keyIn(accounts)));
      expect(reads).toBe(1);
      secret = 'denied';
      seconds = 60;
      const failed = Array.from({ length: 50 }, () => accounts.account('mainland'));
      expect((await Promise.allSettled(failed)).every(({ status }) => status === 'rejected')).toBe(true);
      expect(reads).toBe(2);
      await expect(accounts.account('mainland')).rejects.toThrow('denied');
      expect(reads).toBe(2);
    });

    it('do not wait for a read that hangs for ten seconds', async () => {
      const accounts = newAccounts();
      delay = new Promise(() => undefined);
      void accounts.account('mainland');
      delay = undefined;
      seconds = 10;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('read it immediately after the provider rejected a key, once for all concurrent callers', async () => {
      const accounts = newAccounts();
      const account = await accounts.account('mainland');
      secret = rotated;
      const again = await Promise.all(Array.from({ length: 50 }, () => accounts.reread('mainland', account)));
      expect(new Set(again.map((each) => each?.apiKey))).toEqual(new Set(['sk-b']));
      expect(reads).toBe(2);
      expect(await keyIn(accounts)).toBe('sk-b');
      const [current] = again;
      expect(current && (await accounts.reread('mainland', current))).toBeNull();
      expect(reads).toBe(3);
    });
  });

  it('name the scope that has no key', async () => {
    const accounts = new ProviderAccounts(async () => '{}', hosts);
    await expect(accounts.account('international')).rejects.toThrow(ScopeNotConfiguredError);
    await expect(accounts.account('international')).rejects.toThrow(/international/);
  });

  it.each([
    ['not JSON', 'sk-canary-secret', /not JSON/],
    ['a bare string', '"sk-canary-secret"', /form at \//],
    ['an unknown scope', '{"moon":{"apiKey":"sk-canary-secret"}}', /form at/],
    ['an unknown field', '{"mainland":{"apiKey":"sk-canary-secret","extra":1}}', /mainland/],
    ['a key with Bearer', '{"mainland":{"apiKey":"Bearer sk-canary-secret"}}', /Bearer/],
    ['a Token Plan key', '{"mainland":{"apiKey":"sk-sp-canary-secret"}}', /Token Plan/],
    [
      'an undocumented host',
      '{"mainland":{"apiKey":"sk-canary-secret","baseUrl":"https://evil.example"}}',
      /host/,
    ],
    [
      'a loopback address that is not allowed',
      '{"mainland":{"apiKey":"sk-canary-secret","baseUrl":"http://127.0.0.1:4110"}}',
      /https/,
    ],
  ])('reject %s by its name, and never show it', async (_, secret, message) => {
    const accounts = new ProviderAccounts(async () => secret, hosts);
    const error = await accounts.account('mainland').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderSecretError);
    expect(String(error)).toMatch(message);
    expect(inspect(error, { depth: 10 })).not.toContain('canary');
  });
});
