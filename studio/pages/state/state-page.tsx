import type { DeploymentStatus } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { useLive } from '../../core/live.ts';
import { useWords } from '../../core/words.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { DeadLettersCard } from './dead-letters-card.tsx';
import { ListsCard } from './lists-card.tsx';
import { RunsCard } from './runs-card.tsx';
import { SwitchesCard } from './switches-card.tsx';

/** The state of the deployment: switches, scheduled work, undelivered messages, and the places and reviews of each list. */
export function StatePage() {
  const { state: text, common } = useWords();
  const client = useClient();
  const { data, error, refresh } = useLive<DeploymentStatus>(
    async (signal, previous) => {
      const status = await client.deployment.status({ signal });
      return JSON.stringify(status) === JSON.stringify(previous) && previous ? previous : status;
    },
    [client],
  );
  return (
    <Page title={text.title}>
      {data === undefined && error === null && <p class="hint">{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data && (
        <>
          <div class="state-grid">
            <SwitchesCard switches={data.switches} onChange={refresh} />
            <RunsCard status={data} />
          </div>
          <div class="stack">
            <DeadLettersCard deadLetters={data.deadLetters} />
            <ListsCard lists={data.lists} />
          </div>
        </>
      )}
    </Page>
  );
}
