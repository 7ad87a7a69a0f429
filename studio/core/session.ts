import type { KeyScope, KeyView } from '../../client/index.ts';
import { dropDrafts } from './drafts.ts';
import { Store, useStore } from './store.ts';

/** The owner and the scopes of a key. */
export type KeyFacts = Pick<KeyView, 'owner' | 'scopes'>;

/** The key of this tab and what it may do. */
export interface Session {
  /** Null while signed out. */
  readonly key: string | null;
  /** Null until the API has returned them. */
  readonly scopes: readonly KeyScope[] | null;
  /** Null until the API has returned it. */
  readonly owner: string | null;
  /** True if the API refused the key after it had been accepted. */
  readonly refused: boolean;
}

const storageName = 'studio.key';
const signedOut: Session = { key: null, scopes: null, owner: null, refused: false };

export const session = new Store<Session>({ ...signedOut, key: keptKey() });

/** The key of a link that was opened while another key was signed in, until the user has decided. */
export const linkKey = new Store<string | null>(null);

/**
 * Stores a key for this tab. It is gone when the tab is closed. Unsent forms of another key are dropped.
 *
 * @param facts owner and scopes of the key, if they are known
 */
export function signIn(key: string, facts: KeyFacts | null = null): void {
  if (session.value.key !== key) dropDrafts();
  linkKey.set(null);
  try {
    sessionStorage.setItem(storageName, key);
  } catch {
    // Without storage, the key lasts until the page is loaded again.
  }
  session.set({ ...signedOut, key, ...facts });
}

/** Forgets the key and the unsent forms. If the API refused it, the key of a link takes its place. */
export function signOut(refused = false): void {
  const linked = linkKey.value;
  if (refused && linked !== null) {
    signIn(linked);
    return;
  }
  dropDrafts();
  try {
    sessionStorage.removeItem(storageName);
  } catch {}
  session.set({ ...signedOut, refused });
}

/** Records whose key it is and what it may do. */
export function setKeyFacts({ owner, scopes }: KeyFacts): void {
  session.set({ ...session.value, owner, scopes });
}

/**
 * Returns whether the key may use a scope. Actions that it may not use are not offered. Until the API has returned the
 * scopes, only reading is.
 */
export function useCan(): (scope: KeyScope) => boolean {
  const { scopes } = useStore(session);
  return (scope) => (scopes ?? ['read']).includes(scope);
}

/**
 * Signs in with the key of an address `…/studio/#key=…` and removes it from the address and from the history, where others
 * could read it. If another key is signed in, the user decides which one to use.
 *
 * @param change the change of the address, of which the page that was shown remains
 */
export function takeKeyFromAddress(change?: HashChangeEvent): void {
  const text = /^#key=([^&]+)/.exec(location.hash)?.[1];
  if (text === undefined) return;
  history.replaceState(null, '', (change && new URL(change.oldURL).hash) || '#/');
  const key = decode(text);
  if (key === null || key === session.value.key) return;
  if (session.value.key === null) signIn(key);
  else linkKey.set(key);
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function keptKey(): string | null {
  try {
    return sessionStorage.getItem(storageName);
  } catch {
    return null;
  }
}
