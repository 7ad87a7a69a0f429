import { useEffect, useRef, useState } from 'preact/hooks';
import { ProblemError } from '../../client/index.ts';
import { useClient } from './client.ts';
import { recordFailure } from './connection.ts';
import { LatestCall } from './latest-call.ts';
import { browserClock } from './live.ts';
import { isAlias } from './request-limits.ts';

/** The target of an alias now. */
export type AliasState =
  | { readonly kind: 'none' | 'loading' | 'new' | 'unknown'; readonly alias: string }
  | { readonly kind: 'pointing'; readonly alias: string; readonly voiceId: string; readonly version: number };

/** Wait after the last change of the alias, in milliseconds. */
const delayMs = 250;

/**
 * Looks up an alias as it is typed. Texts that can be none are not looked up.
 *
 * @param error the last error of the call that uses the state. A new one, such as a version mismatch, reads it again
 */
export function useAliasState(alias: string, error: unknown = null): AliasState {
  const client = useClient();
  const [state, setState] = useState<AliasState>({ kind: 'none', alias });
  const calls = useRef<LatestCall<string, AliasState> | null>(null);
  useEffect(() => {
    const latest = new LatestCall<string, AliasState>({
      call: async (name, signal) => {
        const { voiceId, version } = await client.aliases.get(name, { signal });
        return { kind: 'pointing', alias: name, voiceId, version };
      },
      onResult: setState,
      onError: (error, name) => {
        recordFailure(error);
        const isNew = error instanceof ProblemError && error.code === 'not_found';
        setState({ kind: isNew ? 'new' : 'unknown', alias: name });
      },
      clock: browserClock,
      delayMs,
    });
    calls.current = latest;
    return () => latest.cancel();
  }, [client]);
  useEffect(() => {
    calls.current?.cancel();
    setState({ kind: isAlias(alias) ? 'loading' : 'none', alias });
    if (isAlias(alias)) calls.current?.request(alias);
  }, [alias, client, error]);
  return state;
}
