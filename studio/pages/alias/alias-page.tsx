import { useState } from 'preact/hooks';
import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { link, useRoute } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { StatusBadge } from '../../ui/badge.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import type { PageProps } from '../pages.ts';
import { AliasActions } from './alias-actions.tsx';
import { CurrentCard } from './current-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { type LoadedAlias, loadAlias } from './load-alias.ts';
import { MoveCard } from './move-card.tsx';
import { PendingCard } from './pending-card.tsx';
import { RemakeCard } from './remake-card.tsx';

/** One alias: its voice, its history, a remake in progress, and the ways to move it. */
export function AliasPage({ parameters: { alias: name = '' } }: PageProps) {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const can = useCan();
  const [compared, setCompared] = useState<string | null>(useRoute().query.get('compare'));
  const { data, error, refresh } = useLive<LoadedAlias>(
    (signal, loaded) => loadAlias(client, name, loaded, signal),
    [client, name],
  );
  const isWriter = can('write');
  return (
    <>
      <a class="back" href={link('/aliases')}>
        <span aria-hidden="true">←</span> {text.back}
      </a>
      <Page
        title={name}
        badge={data && <StatusBadge status={data.alias.status} />}
        actions={data && isWriter && <AliasActions alias={data.alias} />}
      >
        {data === undefined && error === null && <p class="hint">{common.loading}</p>}
        {data === undefined && <ErrorNote error={error} />}
        {data && (
          <div class="columns">
            <div class="stack">
              <CurrentCard loaded={data} />
              {data.alias.pending && <PendingCard loaded={data} />}
              {isWriter && (
                <MoveCard loaded={data} compared={compared} onCompare={setCompared} onChange={refresh} />
              )}
              {isWriter && !data.alias.pending && <RemakeCard loaded={data} onChange={refresh} />}
            </div>
            <HistoryCard alias={data.alias} onCompare={isWriter ? setCompared : null} />
          </div>
        )}
      </Page>
    </>
  );
}
