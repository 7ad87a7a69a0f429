import { useState } from 'preact/hooks';
import type { VoiceView } from '../../../client/index.ts';
import { useWords } from '../../core/words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { type SnippetName, snippetsOf } from './snippets.ts';
import { isCallDocumented } from './synthesis-call.ts';

/** The parameters of a synthesis call, as data and as programs to copy. */
export function UseCard({ voice }: { voice: VoiceView }) {
  const { voice: text } = useWords();
  const [selected, setSelected] = useState<SnippetName>('json');
  const { use } = voice;
  const snippets = use === null ? [] : snippetsOf({ ...voice, use });
  const shown = snippets.find(({ name }) => name === selected) ?? snippets[0];
  return (
    <section class="card">
      <h2>{text.useTitle}</h2>
      {shown === undefined ? (
        <p class="hint">{text[unavailability(voice.status)]}</p>
      ) : (
        <>
          <p class="hint">
            {text.useHint} {!isCallDocumented(voice) && text.undocumentedCall}
          </p>
          <div class="snippet">
            <Tabs
              label={text.useFormats}
              tabs={snippets.map(({ name, title }) => ({ name, text: title }))}
              selected={shown.name}
              onSelect={setSelected}
              aside={<CopyButton text={shown.text} what={shown.title} />}
            >
              <pre>
                <code>{shown.text}</code>
              </pre>
            </Tabs>
          </div>
        </>
      )}
    </section>
  );
}

/** Returns the name of the sentence for a voice that has no `use`. */
function unavailability(status: VoiceView['status']): 'useLater' | 'useAfterRestore' | 'useNever' {
  switch (status) {
    case 'REQUESTED':
    case 'CREATING':
    case 'DEPLOYING':
    case 'TIMED_OUT':
      return 'useLater';
    case 'DELETED':
      return 'useAfterRestore';
    default:
      return 'useNever';
  }
}
