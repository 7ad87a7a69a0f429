import type { KeyScope } from '../../client/index.ts';
import { Store, useStore } from './store.ts';

/** The key of this tab and what it may do. */
export interface Session {
  /** Null while signed out. */
  readonly key: string | null;
  /** Null until the API has returned them. */
  readonly scopes: readonly KeyScope[] | null;
  /** True if the API refused the key after it had been accepted. */
  readonly refused: boolean;
}

const storageName = 'studio.key';
const signedOut: Session = { key: null, scopes: null, refused: false };

export const session = new Store<Session>({ ...signedOut, key: keptKey() });

/** Stores a key for this tab. It is gone when the tab is closed. @param scopes what it may do, if that is known */
export function signIn(key: string, scopes: Session['scopes'] = null): void {
  try {
    sessionStorage.setItem(storageName, key);
  } catch {
    // Without storage, the key lasts until the page is loaded again.
  }
  session.set({ ...signedOut, key, scopes });
}

/** Forgets the key. @param refused true if the API refused it */
export function signOut(refused = false): void {
  try {
    sessionStorage.removeItem(storageName);
  } catch {}
  session.set({ ...signedOut, refused });
}

/** Records what the key may do. */
export function setScopes(scopes: readonly KeyScope[]): void {
  session.set({ ...session.value, scopes });
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
 * could read it.
 */
export function takeKeyFromAddress(): void {
  const key = /^#key=([^&]+)/.exec(location.hash)?.[1];
  if (key === undefined) return;
  history.replaceState(null, '', '#/');
  try {
    signIn(decodeURIComponent(key));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
  }
}

function keptKey(): string | null {
  try {
    return sessionStorage.getItem(storageName);
  } catch {
    return null;
  }
}
