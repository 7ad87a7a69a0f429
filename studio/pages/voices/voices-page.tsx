import { useEffect, useMemo, useRef } from 'preact/hooks';
import { useClient } from '../../core/client.ts';
import { KeptValue } from '../../core/kept-value.ts';
import { useLive } from '../../core/live.ts';
import { link, replaceQuery, useRoute } from '../../core/router.ts';
import { useCan } from '../../core/session.ts';
import { useWords } from '../../core/words.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { WindowedList } from '../../ui/windowed-list.tsx';
import { countFilters, type FilterTexts, filterOf, queryOf, readFilterTexts } from './filter-query.ts';
import { lastListQuery } from './last-list-query.ts';
import { type LoadedVoices, loadVoices } from './loaded-voices.ts';
import { VoiceFilters } from './voice-filters.tsx';
import { VoiceRow } from './voice-row.tsx';

/** The voices, newest first, with filters. The filters are in the address. */
export function VoicesPage() {
  const { voices: text, common } = useWords();
  const { query } = useRoute();
  const filters = useMemo(() => readFilterTexts(query), [query]);
  const { data, error, hasMore, isLoadingMore, loadMore } = useVoices(filters);
  const change = (changed: FilterTexts) => replaceQuery('/voices', queryOf(filters, changed));
  const clear = () => replaceQuery('/voices', {});
  useEffect(() => lastListQuery.set(queryOf(filters)), [filters]);
  const models = useMemo(() => [...new Set(data?.voices.map((voice) => voice.targetModel))], [data]);
  return (
    <Page title={text.title} actions={<NewAudition />}>
      <VoiceFilters filters={filters} onChange={change} onClear={clear} models={models} />
      {data === undefined && error === null && <p class="hint">{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data?.voices.length === 0 && <Empty hasFilters={countFilters(filters) > 0} {...{ hasMore, clear }} />}
      {data && data.voices.length > 0 && (
        <>
          <p class="list-count">{text.count(data.voices.length, hasMore)}</p>
          <WindowedList
            items={data.voices}
            keyOf={(voice) => voice.voiceId}
            label={text.list}
            rowClass="voice-row"
          >
            {(voice) => <VoiceRow voice={voice} filters={filters} />}
          </WindowedList>
        </>
      )}
      {data && <Pager hasMore={hasMore} busy={isLoadingMore} onMore={loadMore} />}
    </Page>
  );
}

/** Leads to the form for a new audition, if the key may create voices. */
function NewAudition() {
  const { voices: text } = useWords();
  const can = useCan();
  if (!can('write')) return null;
  return (
    <LinkButton kind="primary" href={link('/auditions/new')}>
      {text.newAudition}
    </LinkButton>
  );
}

interface EmptyProps {
  readonly hasFilters: boolean;
  readonly hasMore: boolean;
  readonly clear: () => void;
}

function Empty({ hasFilters, hasMore, clear }: EmptyProps) {
  const { voices: text } = useWords();
  if (!hasFilters) return <EmptyState>{text.empty}</EmptyState>;
  return (
    <EmptyState action={<Button onClick={clear}>{text.clear}</Button>}>
      {hasMore ? text.searchedPart : text.emptyFiltered}
    </EmptyState>
  );
}

const kept = new KeptValue<LoadedVoices>();

/** Loads the voices that match the filters, keeps them up to date, and loads further pages on request. */
function useVoices(filters: FilterTexts) {
  const words = useWords();
  const client = useClient();
  const filter = useMemo(() => filterOf(filters, words), [filters, words]);
  const key = JSON.stringify(filter);
  const wantedPages = useRef(1);
  useEffect(() => {
    wantedPages.current = 1;
  }, [key]);
  const live = useLive<LoadedVoices>(
    (signal, loaded) =>
      loadVoices(
        (where, options) => client.listPage(where, options),
        filter,
        wantedPages.current,
        loaded,
        signal,
      ),
    [client, key],
    // An unchanged list is the same object. A comparison of its JSON would take long for thousands of voices.
    { isSame: Object.is, keptAs: { kept, id: key } },
  );
  const pages = live.data?.pages ?? 1;
  return {
    ...live,
    hasMore: live.data !== undefined && live.data.cursor !== null,
    isLoadingMore: wantedPages.current > pages,
    loadMore: () => {
      wantedPages.current = pages + 1;
      live.refresh();
    },
  };
}
