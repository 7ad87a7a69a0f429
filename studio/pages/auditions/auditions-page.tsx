import { useEffect, useState } from 'preact/hooks';
import { useClient } from '../../core/client.ts';
import { KeptValue } from '../../core/kept-value.ts';
import { useLive } from '../../core/live.ts';
import { link, replaceQuery, useRoute } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { AuditionFilters } from './audition-filters.tsx';
import { AuditionRow } from './audition-row.tsx';
import { type FilterTexts, filterOf, readFilterTexts } from './filter-texts.ts';
import { type LoadedAuditions, loadAuditions } from './load-auditions.ts';

const kept = new KeptValue<LoadedAuditions>();

/** The auditions, newest first. */
export function AuditionsPage() {
  const words = useWords();
  const { auditions: text, common } = words;
  const client = useClient();
  const can = useCan();
  const { query } = useRoute();
  const texts = readFilterTexts(query);
  const filterKey = JSON.stringify(texts);
  const [size, setSize] = useState(() => kept.read(filterKey)?.size ?? 1);
  const { data, error, refresh } = useLive(
    (signal, loaded: LoadedAuditions | undefined) => {
      const listPage = client.auditions.listPage.bind(client.auditions);
      return loadAuditions(listPage, filterOf(texts, words), size, loaded, signal);
    },
    [client, filterKey],
    { keptAs: { kept, id: filterKey } },
  );
  useEffect(() => {
    if (size > (data?.size ?? 1)) refresh();
  }, [size]);
  const change = (changed: FilterTexts) => {
    setSize(1);
    replaceQuery('/auditions', { ...texts, ...changed });
  };
  const isFiltered = filterKey !== '{}';
  const isEmpty = data?.auditions.length === 0;
  return (
    <Page title={text.title} actions={can('write') && <NewAuditionLink primary={!isEmpty || isFiltered} />}>
      <AuditionFilters texts={texts} onChange={change} />
      {data === undefined && error === null && <p>{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {isEmpty && !isFiltered && (
        <EmptyState action={can('write') && <NewAuditionLink primary />}>{text.empty}</EmptyState>
      )}
      {isEmpty && isFiltered && (
        <EmptyState>{data.hasMore ? text.searchedPart : text.emptyFiltered}</EmptyState>
      )}
      {data !== undefined && !isEmpty && (
        <ul class="rows">
          {data.auditions.map((audition) => (
            <AuditionRow key={audition.auditionId} audition={audition} />
          ))}
        </ul>
      )}
      <Pager
        hasMore={data?.hasMore === true}
        busy={data !== undefined && data.size < size}
        onMore={() => setSize(size + 1)}
      />
    </Page>
  );
}

function NewAuditionLink({ primary }: { primary: boolean }) {
  const { auditions: text } = useWords();
  return (
    <LinkButton kind={primary ? 'primary' : 'plain'} href={link('/auditions/new')}>
      {text.newAudition}
    </LinkButton>
  );
}
