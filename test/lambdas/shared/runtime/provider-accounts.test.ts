import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Scope } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  ProviderAccounts,
  ScopeNotConfiguredError,
} from '../../../../lambdas/shared/runtime/provider-accounts.ts';

const hosts = { allowedHosts: [], allowLoopback: false };

describe('the accounts in the provider secret', () => {
  it('are read once, and anew after a key was refused', async () => {
    let reads = 0;
    const accounts = new ProviderAccounts(async () => {
      reads += 1;
      return JSON.stringify({ mainland: { apiKey: reads === 1 ? 'sk-old' : 'sk-new' } });
    }, hosts);
    const first = await accounts.account('mainland');
    await accounts.account('mainland');
    expect([reads, first.apiKey]).toEqual([1, 'sk-old']);
    const second = await accounts.reread('mainland', first);
    expect(second?.apiKey).toBe('sk-new');
    expect(second && (await accounts.reread('mainland', second))).toBeNull();
  });

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

  it('are read again after a read that failed', async () => {
    let works = false;
    const accounts = new ProviderAccounts(
      async () =>
        works ? JSON.stringify({ mainland: { apiKey: 'sk-a' } }) : Promise.reject(new Error('denied')),
      hosts,
    );
    await expect(accounts.account('mainland')).rejects.toThrow('denied');
    works = true;
    expect((await accounts.account('mainland')).apiKey).toBe('sk-a');
  });

  it('name the scope that has no key', async () => {
    const accounts = new ProviderAccounts(async () => '{}', hosts);
    await expect(accounts.account('international')).rejects.toThrow(ScopeNotConfiguredError);
    await expect(accounts.account('international')).rejects.toThrow(/international/);
  });

  it('are read anew before a scope is said to have no key', async () => {
    const secrets = ['{}', '{"mainland":{"apiKey":"sk-a"}}'];
    let reads = 0;
    const accounts = new ProviderAccounts(async () => secrets[Math.min(reads++, 1)] ?? '', hosts);
    expect(await accounts.isConfigured('mainland')).toBe(false);
    expect(await accounts.isConfigured('mainland')).toBe(true);
    expect(await accounts.isConfigured('mainland')).toBe(true);
    expect(reads).toBe(2);
    expect(await accounts.isConfigured('international')).toBe(false);
    expect(reads).toBe(3);
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
    expect(String(error)).toMatch(message);
    expect(inspect(error, { depth: 10 })).not.toContain('canary');
  });
});
