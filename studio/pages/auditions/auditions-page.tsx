import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { AuditionStatusBadge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';

/** The newest auditions. */
export function AuditionsPage() {
  const { auditions: text, common } = useWords();
  const client = useClient();
  const { data, error } = useLive((signal) => client.auditions.listPage({}, { limit: 50, signal }), [client]);
  return (
    <Page title={text.title}>
      {data === undefined && error === null && <p>{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data?.auditions.length === 0 && <EmptyState>{text.empty}</EmptyState>}
      {data && data.auditions.length > 0 && (
        <ul class="rows">
          {data.auditions.map(({ auditionId, brief, candidates, status, createdAt }) => (
            <li key={auditionId} class="row">
              <span class="row-title">{brief.name ?? text.unnamed}</span>
              <AuditionStatusBadge status={status} />
              <span class="hint">{text.candidates(candidates.length)}</span>
              <Age time={createdAt} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
