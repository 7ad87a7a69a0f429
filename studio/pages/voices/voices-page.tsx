import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { StatusBadge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { PlayButton } from '../../ui/play-button.tsx';
import { Waveform } from '../../ui/waveform.tsx';

/** The newest voices. */
export function VoicesPage() {
  const { voices: text, common } = useWords();
  const client = useClient();
  const { data, error } = useLive((signal) => client.listPage({}, { limit: 50, signal }), [client]);
  return (
    <Page title={text.title}>
      {data === undefined && error === null && <p>{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data?.voices.length === 0 && <EmptyState>{text.empty}</EmptyState>}
      {data && data.voices.length > 0 && (
        <ul class="rows">
          {data.voices.map((voice) => (
            <li key={voice.voiceId} class="row">
              <PlayButton voice={voice} name={voice.name ?? text.unnamed} />
              <span class="row-title">{voice.name ?? text.unnamed}</span>
              <Waveform voice={voice} name={voice.name ?? text.unnamed} />
              <StatusBadge status={voice.status} />
              <span class="hint">{voice.targetModel}</span>
              <Age time={voice.createdAt} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
