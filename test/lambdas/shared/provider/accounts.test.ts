import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  ProviderAccounts,
  ProviderSecretError,
  ScopeNotConfiguredError,
} from '../../../../lambdas/shared/provider/accounts.ts';

const hosts = { allowedHosts: [], allowLoopback: false };

describe('the accounts in the provider secret', () => {
  it('say where calls go and what their headers ask for', async () => {
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

  describe('name scope, workspace and key by a hash', () => {
    const mainland = 'https://{WorkspaceId}.cn-beijing.maas.aliyuncs.com';
    const keyIdOf = async (entry: object, scope: Scope = 'mainland') => {
      const secret = JSON.stringify({ [scope]: { apiKey: 'sk-canary-secret', ...entry } });
      const accounts = new ProviderAccounts(async () => secret, hosts);
      return (await accounts.account(scope)).keyId;
    };

    it('which is short, always the same, and shows none of them', async () => {
      const keyId = await keyIdOf({ workspaceId: 'llm-1' });
      expect(keyId).toMatch(/^[0-9a-f]{16}$/);
      expect(await keyIdOf({ workspaceId: 'llm-1' })).toBe(keyId);
      const plain = createHash('sha256').update('sk-canary-secret').digest('hex');
      expect(plain).not.toContain(await keyIdOf({}));
    });

    it('which differs where they do', async () => {
      const keyIds = await Promise.all([
        keyIdOf({}),
        keyIdOf({ apiKey: 'sk-other' }),
        keyIdOf({ workspaceId: 'llm-1' }),
        keyIdOf({ workspaceId: 'llm-2' }),
        keyIdOf({}, 'international'),
      ]);
      expect(new Set(keyIds).size).toBe(keyIds.length);
    });

    it('which is the same however the workspace is named, and at whichever host of the scope', async () => {
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
    const follow = () =>
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

    it('once a minute', async () => {
      const accounts = follow();
      expect(await keyIn(accounts)).toBe('sk-a');
      secret = rotated;
      seconds = 59;
      expect([await keyIn(accounts), reads]).toEqual(['sk-a', 1]);
      seconds = 60;
      expect([await keyIn(accounts), reads]).toEqual(['sk-b', 2]);
    });

    it('counting from when the read began', async () => {
      const accounts = follow();
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

    it('also when the clock is set back', async () => {
      const accounts = follow();
      seconds = 1_000;
      await keyIn(accounts);
      secret = rotated;
      seconds = 0;
      expect(await keyIn(accounts)).toBe('sk-b');
    });

    it.each([
      ['nothing', ''],
      ['half a JSON', '{"mainland":'],
      ['another form', '{"mainland":"sk-a"}'],
      ['a key that cannot be one', '{"mainland":{"apiKey":"Bearer sk-a"}}'],
      ['no key for the scope', '{}'],
      ['what cannot be read', 'denied'],
    ])('to %s within a minute, and back a second after it is corrected', async (_, wrong) => {
      const accounts = follow();
      expect(await keyIn(accounts)).toBe('sk-a');
      secret = wrong;
      seconds = 60;
      await expect(accounts.account('mainland')).rejects.toThrow();
      secret = valid;
      seconds = 61;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('to one that was wrong from the start', async () => {
      const accounts = follow();
      secret = 'half of a';
      await expect(accounts.account('mainland')).rejects.toThrow(ProviderSecretError);
      secret = valid;
      seconds = 1;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('to a scope that was added, at once', async () => {
      const accounts = follow();
      await keyIn(accounts);
      secret = '{"mainland":{"apiKey":"sk-a"},"international":{"apiKey":"sk-i"}}';
      seconds = 1;
      expect((await accounts.account('international')).apiKey).toBe('sk-i');
    });

    it('by one read for all who ask at once, also while it fails', async () => {
      const accounts = follow();
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

    it('without waiting for a read that has hung for ten seconds', async () => {
      const accounts = follow();
      delay = new Promise(() => undefined);
      void accounts.account('mainland');
      delay = undefined;
      seconds = 10;
      expect(await keyIn(accounts)).toBe('sk-a');
    });

    it('at once after a refused key, by one read for all whose key was refused', async () => {
      const accounts = follow();
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
      'a host nobody documents',
      '{"mainland":{"apiKey":"sk-canary-secret","baseUrl":"https://evil.example"}}',
      /host/,
    ],
    [
      'loopback on AWS',
      '{"mainland":{"apiKey":"sk-canary-secret","baseUrl":"http://127.0.0.1:4110"}}',
      /https/,
    ],
  ])('refuse %s by name, and never show it', async (_, secret, message) => {
    const accounts = new ProviderAccounts(async () => secret, hosts);
    const error = await accounts.account('mainland').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProviderSecretError);
    expect(String(error)).toMatch(message);
    expect(inspect(error, { depth: 10 })).not.toContain('canary');
  });
});
