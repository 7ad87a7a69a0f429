import type { Family, Scope } from '../dashscope/vocabulary.ts';

/** One of the provider's lists of voices. Each family has one in each scope. */
export interface ProviderList {
  readonly family: Family;
  readonly scope: Scope;
}
