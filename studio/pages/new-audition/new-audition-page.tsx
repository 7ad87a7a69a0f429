import { useEffect, useState } from 'preact/hooks';
import { type Draft, draftFrom, emptyDraft } from '../../brief/draft.ts';
import { useClient } from '../../core/client.ts';
import { link, useRoute } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { NewAuditionForm } from './new-audition-form.tsx';

/** The form for a new audition, empty or with the brief of the audition that the address names. */
export function NewAuditionPage() {
  const { newAudition: text, audition, problems, common } = useWords();
  const client = useClient();
  const can = useCan();
  const from = useRoute().query.get('from');
  const [start, setStart] = useState<Draft | null>(from === null ? emptyDraft : null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (from === null) return;
    const loading = new AbortController();
    client.auditions
      .get(from, { signal: loading.signal })
      .then((found) => setStart(draftFrom(found)))
      .catch((caught) => {
        if (!loading.signal.aborted) setError(caught);
      });
    return () => loading.abort();
  }, [from, client]);
  return (
    <>
      <a class="back" href={link('/auditions')}>
        ← {audition.back}
      </a>
      <Page title={text.title}>
        {!can('write') && <EmptyState>{problems.codes.forbidden}</EmptyState>}
        {can('write') && start === null && error === null && <p>{common.loading}</p>}
        <ErrorNote error={error} />
        {can('write') && start !== null && (
          <NewAuditionForm start={start} keptAs={`audition/${from ?? ''}`} />
        )}
      </Page>
    </>
  );
}
