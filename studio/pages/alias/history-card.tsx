import type { AliasView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';

export interface HistoryCardProps {
  readonly alias: AliasView;
  /** Compares a former voice with the current one. Null for a key that may not move the alias. */
  readonly onCompare: ((voiceId: string) => void) | null;
}

/** The moves of the alias, newest first. */
export function HistoryCard({ alias, onCompare }: HistoryCardProps) {
  const { aliases: text } = useWords();
  const { history, previous, voiceId: current } = alias;
  return (
    <section class="card">
      <h2>{text.history}</h2>
      <ol class="alias-history">
        {history.map(({ version, voiceId, at, by }) => (
          <li key={version}>
            <span>
              {voiceId === null ? (
                text.deletedEntry
              ) : (
                <a href={link(`/voices/${voiceId}`)}>{text.version(version)}</a>
              )}
              <br />
              <span class="hint">
                <Age time={at} /> {text.by(by)}
              </span>
            </span>
            {onCompare && voiceId !== null && voiceId !== current && (
              <Button kind="quiet" label={text.setBack(version)} onClick={() => onCompare(voiceId)}>
                {text.setBackShort}
              </Button>
            )}
          </li>
        ))}
      </ol>
      {previous?.keptUntil && (
        <p class="hint">
          {text.keptUntil} <Age time={previous.keptUntil} />
        </p>
      )}
    </section>
  );
}
