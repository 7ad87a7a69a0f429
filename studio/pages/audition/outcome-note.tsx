import type { AuditionView } from '../../../client/index.ts';
import { link } from '../../core/router.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { candidateName } from './candidate-name.ts';
import { canChoose } from './candidate-rules.ts';

/** The state of the audition in a sentence: its choice with who made it and when, or why there is none. */
export function OutcomeNote({ audition }: { audition: AuditionView }) {
  const { audition: text } = useWords();
  const locale = useLocale();
  const { status, keepUntil } = audition;
  const time = new Date(keepUntil).toLocaleString(locale);
  switch (status) {
    case 'READY':
      return null;
    case 'OPEN':
      return <p class="note">{text.open}</p>;
    case 'FAILED':
      return <p class="note note-bad">{text.failed}</p>;
    case 'CANCELLED':
      return <p class="note">{text.cancelled}</p>;
    case 'LAPSED':
      return (
        <p class="note note-warn">{canChoose(audition) ? text.lapsed(time) : text.lapsedFinally(time)}</p>
      );
    case 'DECIDED':
      return <DecidedNote audition={audition} />;
  }
}

function DecidedNote({ audition }: { audition: AuditionView }) {
  const words = useWords();
  const { audition: text } = words;
  const { chosen, chosenBy, chosenAt, alias } = audition;
  if (chosen === null) return null;
  const name = candidateName(audition, chosen, words);
  return (
    <div class="note note-good">
      <p>
        {chosenBy === null ? text.decided(name) : text.decidedBy(name, chosenBy)}
        {chosenAt !== null && (
          <>
            {' '}
            <Age time={chosenAt} />
          </>
        )}
      </p>
      {alias !== null && (
        <p>
          <a href={link(`/aliases/${alias}`)}>{text.pointsAt(alias)}</a>
        </p>
      )}
      {canChoose(audition) && <p class="hint">{text.canChange}</p>}
    </div>
  );
}
