import { useEffect, useState } from 'preact/hooks';
import type { Capacity, VoiceView } from '../../client/index.ts';
import { useClient } from '../core/client.ts';
import { recordFailure } from '../core/connection.ts';

/** The families and scopes of this deployment. */
export interface DeploymentLists {
  readonly families: readonly Capacity['family'][];
  readonly scopes: readonly Capacity['scope'][];
}

/**
 * Returns the families of a scope, and all scopes. Both are empty until they are loaded.
 *
 * @param scope empty for the first one
 * @param former a voice whose family and scope are among them even if the deployment no longer has them
 */
export function useLists(scope: string, former?: Pick<VoiceView, 'family' | 'scope'>): DeploymentLists {
  const client = useClient();
  const [lists, setLists] = useState<readonly Capacity[]>([]);
  useEffect(() => {
    const loading = new AbortController();
    client
      .capacity({ signal: loading.signal })
      .then(setLists)
      .catch((error) => {
        // Without the lists, the form offers the default family, and the API checks the request.
        if (!loading.signal.aborted) recordFailure(error);
      });
    return () => loading.abort();
  }, [client]);
  const shown = scope === '' ? lists[0]?.scope : scope;
  const formers = former ? [former] : [];
  const ofScope = [...formers, ...lists.filter((list) => list.scope === shown)];
  return {
    families: [...new Set(ofScope.map(({ family }) => family))],
    scopes: [...new Set([...formers, ...lists].map((list) => list.scope))],
  };
}
