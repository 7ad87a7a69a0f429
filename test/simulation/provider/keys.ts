import type { Outages } from '../outages.ts';

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

/** The provider secret's text with a key in it. */
export function secretWith({ apiKey, limitedTo }: ProviderKey): string {
  return JSON.stringify({ mainland: { apiKey, ...(limitedTo && { workspaceId: limitedTo }) } });
}

/** @throws TypeError for a key that no secret has held */
export function keyOf({ apiKey }: { readonly apiKey: string }): ProviderKey {
  const key = Object.values(providerKeys).find((each) => each.apiKey === apiKey);
  if (!key) throw new TypeError('the provider has given no such key');
  return key;
}
