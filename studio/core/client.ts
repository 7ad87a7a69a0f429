import { useMemo } from 'preact/hooks';
import { VoiceClient } from '../../client/index.ts';
import { session } from './session.ts';
import { useStore } from './store.ts';

/** The URL of the API, of which the studio is a folder: `…/v1` for the page `…/v1/studio/`. */
export function apiUrlOf(page: string): string {
  return new URL('..', page).href;
}

/**
 * Returns a client of the API that serves this page. It tries a call only twice, so that the page shows soon that the API
 * does not respond.
 *
 * @throws ArgumentError for a text that is no key
 */
export function clientFor(key: string): VoiceClient {
  const apiUrl = apiUrlOf(location.href.replace(/[?#].*$/s, ''));
  return new VoiceClient({ apiUrl, apiKey: key, retries: { attempts: 2, baseMs: 300, capMs: 1_000 } });
}

/** Returns the client of the signed-in key. Pages are shown only while there is one. */
export function useClient(): VoiceClient {
  const { key } = useStore(session);
  return useMemo(() => clientFor(key ?? 'signed-out'), [key]);
}
