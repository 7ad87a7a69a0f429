import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { VoiceSide } from './voice-side.tsx';

/** The voice that the alias points at, and since when. */
export function CurrentCard({ loaded: { alias, voice } }: { loaded: LoadedAlias }) {
  const { aliases: text, common } = useWords();
  const [moved] = alias.history;
  return (
    <section class="card">
      <h2>{text.current}</h2>
      {alias.status === 'EXPIRED' && <p class="note note-warn">{text.expired}</p>}
      <VoiceSide voice={voice} title={text.version(alias.version)} slot="A" />
      <p class="hint">
        {moved && (
          <>
            {text.since} <Age time={moved.at} /> {text.by(moved.by)}{' '}
          </>
        )}
        <CopyButton text={JSON.stringify(alias.use, null, 2)} what="JSON" title={`${common.copy} JSON`} />
      </p>
    </section>
  );
}
