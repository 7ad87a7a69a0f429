import type { Outages } from '../outages.ts';
import type { Random } from '../random.ts';

/** Two accounts at the provider, each with voices of ours and of others. */
export const accounts = ['first', 'second'] as const;
export type Account = (typeof accounts)[number];

/** A part of an account that a key may be limited to. */
export type Workspace = 'default' | 'side';

/** A key as the provider knows it. */
export interface ProviderKey {
  readonly apiKey: string;
  readonly account: Account;
  /** The key sees and deletes only this workspace's voices; null for all of the account's. */
  readonly limitedTo: Workspace | null;
}

/** Every key that the secret may hold. */
export const providerKeys = {
  first: { apiKey: 'sk-canary-first', account: 'first', limitedTo: null },
  rotated: { apiKey: 'sk-canary-rotated', account: 'first', limitedTo: null },
  workspace: { apiKey: 'sk-canary-workspace', account: 'first', limitedTo: 'side' },
  second: { apiKey: 'sk-canary-second', account: 'second', limitedTo: null },
} as const satisfies Record<string, ProviderKey>;

/** The key that the secret holds now: one at a time. */
export function keyInForce(outages: Outages): ProviderKey {
  const isSecond =
    outages.hasBegun('key: of another account for good') || outages.is('key: of another account for a while');
  if (isSecond) return providerKeys.second;
  if (outages.is('key: of one workspace for a while')) return providerKeys.workspace;
  return outages.hasBegun('key: rotated within the account') ? providerKeys.rotated : providerKeys.first;
}

/** A proxy that the deployment allows; it may lead to any of the others. */
const proxy = 'proxy.example';
export const allowedHosts = { allowedHosts: [proxy], allowLoopback: true };

/** Where requests can go, and for how long the provider may work on one there; seconds. */
const providerHosts = {
  loopback: { baseUrl: 'http://127.0.0.1:9', seconds: 300 },
  shared: { baseUrl: 'https://dashscope.aliyuncs.com', seconds: 600 },
  trial: { baseUrl: 'https://trial.cn-beijing.maas.aliyuncs.com', seconds: 600 },
  workspace: { baseUrl: 'https://ws-a.cn-beijing.maas.aliyuncs.com', seconds: 3_600 },
  allowed: { baseUrl: `https://${proxy}`, seconds: 3_600 },
} as const;
type HostName = keyof typeof providerHosts;

/** The host of each key, drawn for a schedule: mostly the same, since a rotation seldom moves. */
export type HostsOfKeys = ReadonlyMap<ProviderKey, HostName>;

export function drawHosts(random: Random): HostsOfKeys {
  const draw = () =>
    random.pick<HostName>(['loopback', 'loopback', 'shared', 'shared', 'trial', 'workspace', 'allowed']);
  const usual = draw();
  const hostOfKey = () => (random.chance(0.7) ? usual : draw());
  return new Map(Object.values(providerKeys).map((key) => [key, hostOfKey()]));
}

/** The provider secret's text with a key in it. */
export function secretWith(key: ProviderKey, hosts: HostsOfKeys): string {
  const { apiKey, limitedTo } = key;
  const { baseUrl } = providerHosts[hosts.get(key) ?? 'shared'];
  return JSON.stringify({ mainland: { apiKey, baseUrl, ...(limitedTo && { workspaceId: limitedTo }) } });
}

/** @returns for how long the provider may work on a request to an endpoint; seconds */
export function workingSeconds({ baseUrl }: { readonly baseUrl: string }): number {
  const host = Object.values(providerHosts).find((each) => each.baseUrl === baseUrl);
  if (!host) throw new TypeError(`the provider has no host ${baseUrl}`);
  return host.seconds;
}

/** @throws TypeError for a key that no secret has held */
export function keyOf({ apiKey }: { readonly apiKey: string }): ProviderKey {
  const key = Object.values(providerKeys).find((each) => each.apiKey === apiKey);
  if (!key) throw new TypeError('the provider has given no such key');
  return key;
}
