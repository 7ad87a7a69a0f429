import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { StatusBadge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';

/** All aliases. */
export function AliasesPage() {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const { data, error } = useLive((signal) => Array.fromAsync(client.aliases.list({ signal })), [client]);
  return (
    <Page title={text.title}>
      {data === undefined && error === null && <p>{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data?.length === 0 && <EmptyState>{text.empty}</EmptyState>}
      {data && data.length > 0 && (
        <ul class="rows">
          {data.map(({ alias, version, status, updatedAt }) => (
            <li key={alias} class="row">
              <span class="row-title">{alias}</span>
              <StatusBadge status={status} />
              <span class="hint">{text.version(version)}</span>
              <Age time={updatedAt} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
