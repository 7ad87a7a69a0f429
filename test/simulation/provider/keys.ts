import type { Outages } from '../outages.ts';
import type { Random } from '../random.ts';

/** Two provider accounts, each with voices of this deployment and of others. */
export const accounts = ['first', 'second'] as const;
export type Account = (typeof accounts)[number];

/** A part of an account. A key may be limited to it. */
export type Workspace = 'default' | 'side';

/** A key of the provider. */
export interface ProviderKey {
  readonly apiKey: string;
  readonly account: Account;
  /** The key sees and deletes only this workspace's voices; null for all of the account's. */
  readonly limitedTo: Workspace | null;
}

/** Every key that the secret may contain. */
export const providerKeys = {
  first: { apiKey: 'sk-canary-first', account: 'first', limitedTo: null },
  rotated: { apiKey: 'sk-canary-rotated', account: 'first', limitedTo: null },
  workspace: { apiKey: 'sk-canary-workspace', account: 'first', limitedTo: 'side' },
  second: { apiKey: 'sk-canary-second', account: 'second', limitedTo: null },
} as const satisfies Record<string, ProviderKey>;

/** Returns the key in the secret. */
export function keyInForce(outages: Outages): ProviderKey {
  const isSecond =
    outages.hasBegun('key: of another account permanently') ||
    outages.is('key: of another account for a while');
  if (isSecond) return providerKeys.second;
  if (outages.is('key: of one workspace for a while')) return providerKeys.workspace;
  return outages.hasBegun('key: rotated within the account') ? providerKeys.rotated : providerKeys.first;
}

/** Host of a proxy that the deployment allows. */
const proxy = 'proxy.example';
export const allowedHosts = [proxy, '127.0.0.1'];

/** Every host, and the maximum seconds that the provider works on a request to it. */
const providerHosts = {
  loopback: { baseUrl: 'http://127.0.0.1:9', seconds: 300 },
  shared: { baseUrl: 'https://dashscope.aliyuncs.com', seconds: 600 },
  trial: { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com', seconds: 600 },
  workspace: { baseUrl: 'https://ws-a.cn-beijing.maas.aliyuncs.com', seconds: 3_600 },
  allowed: { baseUrl: `https://${proxy}`, seconds: 3_600 },
} as const;
export type HostName = keyof typeof providerHosts;

/** Host of each key. Most drawn keys have the same, since a rotation seldom changes the host. */
export type HostsOfKeys = ReadonlyMap<ProviderKey, HostName>;

/** @param host the host of every key, which is drawn otherwise */
export function drawHosts(random: Random, host?: HostName): HostsOfKeys {
  const draw = () =>
    random.pick<HostName>(['loopback', 'loopback', 'shared', 'shared', 'trial', 'workspace', 'allowed']);
  const usual = draw();
  const hostOfKey = () => (random.chance(0.7) ? usual : draw());
  return new Map(Object.values(providerKeys).map((key) => [key, host ?? hostOfKey()]));
}

/** Returns the text of the provider secret with a key. */
export function secretWith(key: ProviderKey, hosts: HostsOfKeys): string {
  const { apiKey, limitedTo } = key;
  const { baseUrl } = providerHosts[hosts.get(key) ?? 'shared'];
  return JSON.stringify({ mainland: { apiKey, baseUrl, ...(limitedTo && { workspaceId: limitedTo }) } });
}

/** Returns the maximum seconds that the provider works on a request to an endpoint. */
export function workingSeconds({ baseUrl }: { readonly baseUrl: string }): number {
  const host = Object.values(providerHosts).find((each) => each.baseUrl === baseUrl);
  if (!host) throw new TypeError(`the provider has no host ${baseUrl}`);
  return host.seconds;
}

/** Returns the key of an account. @throws TypeError for an unknown key */
export function keyOf({ apiKey }: { readonly apiKey: string }): ProviderKey {
  const key = Object.values(providerKeys).find((each) => each.apiKey === apiKey);
  if (!key) throw new TypeError('the provider has no such key');
  return key;
}
