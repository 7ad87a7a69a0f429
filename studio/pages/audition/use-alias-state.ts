import { useEffect, useRef, useState } from 'preact/hooks';
import { ProblemError } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { recordFailure } from '../../core/connection.ts';
import { LatestCall } from '../../core/latest-call.ts';
import { browserClock } from '../../core/live.ts';
import { isAlias } from '../../core/request-limits.ts';

/** The target of an alias now. */
export type AliasState =
  | { readonly kind: 'none' | 'loading' | 'new' | 'unknown'; readonly alias: string }
  | { readonly kind: 'pointing'; readonly alias: string; readonly voiceId: string };

/** Wait after the last change of the alias, in milliseconds. */
const delayMs = 250;

/** Looks up an alias as it is typed. Texts that can be none are not looked up. */
export function useAliasState(alias: string): AliasState {
  const client = useClient();
  const [state, setState] = useState<AliasState>({ kind: 'none', alias });
  const calls = useRef<LatestCall<string, AliasState> | null>(null);
  useEffect(() => {
    const latest = new LatestCall<string, AliasState>({
      call: async (name, signal) => {
        const { voiceId } = await client.aliases.get(name, { signal });
        return { kind: 'pointing', alias: name, voiceId };
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
  }, [alias, client]);
  return state;
}
