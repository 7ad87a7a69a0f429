import type { VoiceView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';

/** The texts from which the voice was made. */
export function BriefCard({ voice: { voicePrompt, previewText, language } }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  return (
    <section class="card">
      <h2>{text.brief}</h2>
      <h3>{text.voicePrompt}</h3>
      <p class="brief-text">{voicePrompt ?? text.notRecorded}</p>
      <h3>{text.previewText}</h3>
      <p class="brief-text" lang={language ?? undefined}>
        {previewText ?? text.notRecorded}
      </p>
    </section>
  );
}
