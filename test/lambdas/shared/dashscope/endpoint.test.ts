import { describe, expect, it } from '@jest/globals';
import {
  DashScopeConfigurationError,
  type EndpointSettings,
  type HostKind,
  parseApiKey,
  providerSecondsOf,
  resolveEndpoint,
  type Scope,
} from '../../../../lambdas/shared/dashscope/index.ts';

function boundOf(attempt: () => unknown): { bound: string; message: string } {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DashScopeConfigurationError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('an endpoint', () => {
  it.each<[Scope, EndpointSettings, string, string | null, HostKind]>([
    ['mainland', {}, 'https://dashscope.aliyuncs.com', null, 'shared'],
    ['international', {}, 'https://dashscope-intl.aliyuncs.com', null, 'shared'],
    ['mainland', { workspaceId: 'llm-1' }, 'https://dashscope.aliyuncs.com', 'llm-1', 'shared'],
    [
      'mainland',
      { baseUrl: 'https://dashscope.aliyuncs.com/api/v1/' },
      'https://dashscope.aliyuncs.com',
      null,
      'shared',
    ],
    [
      'mainland',
      { baseUrl: 'https://{WorkspaceId}.cn-beijing.maas.aliyuncs.com', workspaceId: 'llm-1' },
      'https://llm-1.cn-beijing.maas.aliyuncs.com',
      null,
      'workspace',
    ],
    [
      'international',
      { baseUrl: 'https://llm-1.ap-southeast-1.maas.aliyuncs.com/api/v1' },
      'https://llm-1.ap-southeast-1.maas.aliyuncs.com',
      null,
      'workspace',
    ],
    [
      'mainland',
      {
        baseUrl: 'https://proxy.example:8443/voices',
        allowedHosts: ['Proxy.example:8443'],
        workspaceId: 'w',
      },
      'https://proxy.example:8443/voices',
      'w',
      'allowed',
    ],
    [
      'mainland',
      { baseUrl: 'http://127.0.0.1:4010', allowedHosts: ['127.0.0.1'] },
      'http://127.0.0.1:4010',
      null,
      'loopback',
    ],
    [
      'international',
      { baseUrl: 'http://localhost:4010/api/v1', allowedHosts: ['LocalHost:4010'] },
      'http://localhost:4010',
      null,
      'loopback',
    ],
    [
      'mainland',
      { baseUrl: 'http://[::1]:4010', allowedHosts: ['[::1]'] },
      'http://[::1]:4010',
      null,
      'loopback',
    ],
    [
      'mainland',
      { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com', workspaceId: 'llm-1' },
      'https://trial.cn-beijing.maas.aliyuncs.com',
      'llm-1',
      'trial',
    ],
    [
      'international',
      { baseUrl: 'https://Trial.ap-southeast-1.maas.aliyuncs.com/api/v1' },
      'https://trial.ap-southeast-1.maas.aliyuncs.com',
      null,
      'trial',
    ],
  ])('%s %j is %s', (scope, settings, baseUrl, workspaceId, kind) => {
    expect(resolveEndpoint(scope, settings)).toMatchObject({ scope, baseUrl, workspaceId, kind });
  });

  it.each<[HostKind, EndpointSettings, number]>([
    ['shared', {}, 600],
    ['trial', { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com' }, 600],
    ['workspace', { baseUrl: 'https://llm-1.cn-beijing.maas.aliyuncs.com' }, 3_600],
    ['allowed', { baseUrl: 'https://proxy.example', allowedHosts: ['proxy.example'] }, 3_600],
    ['loopback', { baseUrl: 'http://127.0.0.1:4010', allowedHosts: ['127.0.0.1'] }, 300],
  ])('has the kind %s with %j, and limits a request to %i s', (kind, settings, seconds) => {
    const endpoint = resolveEndpoint('mainland', settings);
    expect(endpoint.kind).toBe(kind);
    expect(providerSecondsOf(endpoint, 300)).toBe(seconds);
  });

  it.each<[string, EndpointSettings, string]>([
    ['plain http', { baseUrl: 'http://dashscope.aliyuncs.com' }, 'https_only'],
    ['loopback that is not allowed', { baseUrl: 'http://127.0.0.1:4010' }, 'https_only'],
    ['https loopback that is not allowed', { baseUrl: 'https://127.0.0.1:4010' }, 'host_not_allowed'],
    [
      'another loopback address',
      { baseUrl: 'http://127.0.0.2:1', allowedHosts: ['127.0.0.1'] },
      'https_only',
    ],
    [
      'another port of a loopback address that is allowed with its port',
      { baseUrl: 'http://127.0.0.1:4011', allowedHosts: ['127.0.0.1:4010'] },
      'https_only',
    ],
    [
      'http to an allowed host',
      { baseUrl: 'http://proxy.example', allowedHosts: ['proxy.example'] },
      'https_only',
    ],
    ['an unknown host', { baseUrl: 'https://example.com' }, 'host_not_allowed'],
    [
      'a documented host as a prefix',
      { baseUrl: 'https://dashscope.aliyuncs.com.example.com' },
      'host_not_allowed',
    ],
    ['a documented host as a suffix', { baseUrl: 'https://evil-dashscope.aliyuncs.com' }, 'host_not_allowed'],
    [
      'a workspace of two labels',
      { baseUrl: 'https://a.b.cn-beijing.maas.aliyuncs.com' },
      'host_not_allowed',
    ],
    ['another region', { baseUrl: 'https://w.us-east-1.maas.aliyuncs.com' }, 'host_not_allowed'],
    ['another port', { baseUrl: 'https://dashscope.aliyuncs.com:8443' }, 'host_not_allowed'],
    [
      'an allowed host on another port',
      { baseUrl: 'https://proxy.example:1', allowedHosts: ['proxy.example'] },
      'host_not_allowed',
    ],
    ["the other scope's host", { baseUrl: 'https://dashscope-intl.aliyuncs.com' }, 'host_of_other_scope'],
    [
      "the other scope's workspace host",
      { baseUrl: 'https://w.ap-southeast-1.maas.aliyuncs.com' },
      'host_of_other_scope',
    ],
    ['a path', { baseUrl: 'https://dashscope.aliyuncs.com/compatible-mode' }, 'path_not_allowed'],
    ['a user name', { baseUrl: 'https://dashscope.aliyuncs.com@example.com' }, 'url_credentials'],
    ['a query', { baseUrl: 'https://dashscope.aliyuncs.com/?a=b' }, 'url_query'],
    ['another protocol', { baseUrl: 'file:///etc/passwd' }, 'url_malformed'],
    ['no URL', { baseUrl: 'dashscope' }, 'url_malformed'],
    ['an empty URL', { baseUrl: '' }, 'url_malformed'],
    [
      'a placeholder without workspace',
      { baseUrl: 'https://{WorkspaceId}.cn-beijing.maas.aliyuncs.com' },
      'workspace_id_missing',
    ],
    ['a workspace id with a line break', { workspaceId: 'a\r\nx: y' }, 'workspace_id'],
    ['a workspace called trial', { workspaceId: 'Trial' }, 'workspace_id'],
    [
      "the other scope's trial host",
      { baseUrl: 'https://trial.ap-southeast-1.maas.aliyuncs.com' },
      'host_of_other_scope',
    ],
    ['a workspace id with a dot', { workspaceId: 'a.b' }, 'workspace_id'],
    [
      'loopback look-alikes',
      { baseUrl: 'http://127.0.0.1.example.com', allowedHosts: ['127.0.0.1'] },
      'https_only',
    ],
  ])('is refused with the name of the rule: %s', (_case, settings, bound) => {
    expect(boundOf(() => resolveEndpoint('mainland', settings)).bound).toBe(bound);
  });
});

describe('parseApiKey', () => {
  it.each(['sk-0123456789abcdef', 'sk-ws-0123', 'dev-key'])('accepts %s', (key) => {
    expect(parseApiKey(key).bearer()).toBe(`Bearer ${key}`);
  });

  it.each([
    ['', 'api_key_empty'],
    ['  ', 'api_key_empty'],
    ['Bearer sk-secret0001', 'api_key_bearer'],
    ['bearer sk-secret0001', 'api_key_bearer'],
    [' sk-secret0001', 'api_key_blank'],
    ['sk-secret0001\n', 'api_key_blank'],
    ['sk-sec ret0001', 'api_key_blank'],
    ['sk-sécret0001', 'api_key_characters'],
    ['sk-secret0001\u0000', 'api_key_characters'],
    ['sk-sp-secret0001', 'api_key_token_plan'],
    [`sk-${'secret0001'.repeat(60)}`, 'api_key_length'],
  ])('rejects %j (%s) without repeating it', (key, bound) => {
    const refusal = boundOf(() => parseApiKey(key));
    expect(refusal.bound).toBe(bound);
    expect(refusal.message).not.toContain('secret0001');
  });
});
