import { useEffect } from 'preact/hooks';
import { clientFor } from '../core/client.ts';
import { lostSince, recordFailure } from '../core/connection.ts';
import { player } from '../core/player.ts';
import { session, setKeyFacts } from '../core/session.ts';
import { useStore } from '../core/store.ts';

/** Stops the player when the key changes, and forgets the links that it had loaded with the former one. */
export function useOwnPlayer(): void {
  const { key } = useStore(session);
  useEffect(() => () => player.reset(), [key]);
}

/** Loads what a key from the address or from this tab may do, and again after a lost connection. */
export function useScopes(): void {
  const { key, scopes } = useStore(session);
  const isLost = useStore(lostSince) !== null;
  const isNeeded = key !== null && scopes === null && !isLost;
  useEffect(() => {
    if (key === null || !isNeeded) return;
    const ended = new AbortController();
    clientFor(key)
      .deployment.key({ signal: ended.signal })
      .then(setKeyFacts)
      .catch((error: unknown) => {
        if (!ended.signal.aborted) recordFailure(error);
      });
    return () => ended.abort();
  }, [key, isNeeded]);
}
