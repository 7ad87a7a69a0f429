import type { VoiceView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';

/** Explains the status of a voice: the reason of a failure, the step that is under way, and warnings. */
export function StatusNotes({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  const { status, reason, warnings, deletedBecause } = voice;
  const explanation = text.statusTexts[status];
  return (
    <>
      {explanation && (
        <div class="note">
          <p>{explanation}</p>
          {deletedBecause === 'not_chosen' && <p>{text.notChosen}</p>}
        </div>
      )}
      {reason && <ReasonNote voice={voice} reason={reason} />}
      {warnings.length > 0 && (
        <div class="note note-warn">
          <h2>{text.warningsTitle}</h2>
          <ul>
            {warnings.map(({ code, message }) => (
              <li key={code}>
                <p>{text.warnings[code] ?? message}</p>
                {text.warnings[code] && <p class="hint">{message}</p>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

interface ReasonNoteProps {
  readonly voice: VoiceView;
  readonly reason: NonNullable<VoiceView['reason']>;
}

function ReasonNote({ voice: { status }, reason: { code, providerCode, message } }: ReasonNoteProps) {
  const { voice: text } = useWords();
  const titles: Readonly<Record<string, string>> = text.reasonTitle;
  return (
    <div class="note note-bad">
      <h2>{titles[status] ?? text.reasonTitle.other}</h2>
      <p>{text.reasons[code]}</p>
      {providerCode && <p class="hint">{text.providerCode(providerCode)}</p>}
      {message && <p class="hint">{message}</p>}
    </div>
  );
}
