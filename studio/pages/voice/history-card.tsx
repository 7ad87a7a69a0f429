import type { VoiceView } from '../../../client/index.ts';
import { useLocale, useWords } from '../../core/words.ts';
import { Age } from '../../ui/age.tsx';
import { timesOf } from './times-of.ts';

/** The times of the record in their order, and those still to come. */
export function HistoryCard({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  const locale = useLocale();
  return (
    <section class="card">
      <h2>{text.history}</h2>
      <ol class="timeline">
        {timesOf(voice).map(({ name, time }) => (
          <li key={name}>
            <span>{text.times[name]}</span>
            <Age time={time} />
            <span class="hint">{new Date(time).toLocaleString(locale)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
