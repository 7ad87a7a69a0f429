import type { ListedAlias } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { KeptValue } from '../../core/kept-value.ts';
import { useLive } from '../../core/live.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { Badge, StatusBadge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Page } from '../../ui/page.tsx';
import { type LoadedAliases, loadAliases } from './load-aliases.ts';

const kept = new KeptValue<LoadedAliases>();

/** All aliases with what they point at. */
export function AliasesPage() {
  const { aliases: text, common } = useWords();
  const client = useClient();
  const { data, error } = useLive<LoadedAliases>(
    (signal, loaded) => loadAliases(client.aliases, loaded, signal),
    [client],
    { keptAs: { kept, id: 'all' } },
  );
  return (
    <Page title={text.title}>
      {data === undefined && error === null && <p class="hint">{common.loading}</p>}
      {data === undefined && <ErrorNote error={error} />}
      {data?.aliases.length === 0 && <EmptyState>{text.empty}</EmptyState>}
      {data && data.aliases.length > 0 && (
        <table class="table">
          <caption class="visually-hidden">{text.title}</caption>
          <thead>
            <tr>
              <th scope="col">{text.alias}</th>
              <th scope="col">{text.voice}</th>
              <th scope="col">{text.status}</th>
              <th scope="col">{text.model}</th>
              <th scope="col">{text.changed}</th>
            </tr>
          </thead>
          <tbody>
            {data.aliases.map((alias) => (
              <AliasRow key={alias.alias} alias={alias} />
            ))}
          </tbody>
        </table>
      )}
    </Page>
  );
}

function AliasRow({ alias: listed }: { alias: ListedAlias }) {
  const { alias, version, voiceId, status, use, pending, updatedAt } = listed;
  const { aliases: text } = useWords();
  return (
    <tr>
      <th scope="row">
        <span class="alias-name">
          <a href={link(`/aliases/${alias}`)}>{alias}</a> <span class="hint">{text.version(version)}</span>
        </span>
      </th>
      <td data-label={text.voice}>
        <a href={link(`/voices/${voiceId}`)}>
          <code>{voiceId}</code>
        </a>
      </td>
      <td data-label={text.status}>
        <span class="chips">
          <StatusBadge status={status} />
          {pending && <Badge tone="busy">{text.remaking}</Badge>}
        </span>
      </td>
      <td data-label={text.model}>
        <span class="alias-model">{use.model}</span>
      </td>
      <td data-label={text.changed}>
        <Age time={updatedAt} />
      </td>
    </tr>
  );
}
