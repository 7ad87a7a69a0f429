import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { link } from '../../core/router.ts';
import { useStore } from '../../core/store.ts';
import { useWords } from '../../core/words.ts';
import { StatusBadge } from '../../ui/badge.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import type { PageProps } from '../pages.ts';
import { lastListQuery } from '../voices/last-list-query.ts';
import { BriefCard } from './brief-card.tsx';
import { HistoryCard } from './history-card.tsx';
import { PreviewCard } from './preview-card.tsx';
import { RecordCard } from './record-card.tsx';
import { StatusNotes } from './status-notes.tsx';
import { UseCard } from './use-card.tsx';
import { VoiceActions } from './voice-actions.tsx';

/** Everything of one voice. */
export function VoicePage({ parameters: { voiceId = '' } }: PageProps) {
  const { voice: text, voices, common } = useWords();
  const client = useClient();
  const back = useStore(lastListQuery);
  const { data, error, refresh } = useLive((signal) => client.get(voiceId, { signal }), [client, voiceId]);
  const name = data?.name ?? (data ? voices.unnamed : text.title);
  return (
    <>
      <a class="back" href={link('/voices', back)}>
        <span aria-hidden="true">←</span> {text.back}
      </a>
      <Page
        title={name}
        badge={data && <StatusBadge status={data.status} />}
        actions={data && <VoiceActions voice={data} name={name} onChange={refresh} />}
      >
        {data === undefined && error === null && <p class="hint">{common.loading}</p>}
        {data === undefined && <ErrorNote error={error} />}
        {data && (
          <>
            <StatusNotes voice={data} />
            <div class="columns">
              <div class="stack">
                <PreviewCard voice={data} name={name} />
                <BriefCard voice={data} />
                <UseCard voice={data} />
              </div>
              <div class="stack">
                <RecordCard voice={data} />
                <HistoryCard voice={data} />
              </div>
            </div>
          </>
        )}
      </Page>
    </>
  );
}
