import { useState } from 'preact/hooks';
import type { VoiceView } from '../../../client/index.ts';
import { requestLimits } from '../../core/request-limits.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Counter } from '../new-audition/brief-fields.tsx';
import type { LoadedAlias } from './load-alias.ts';
import { type RemakeDraft, useRemake } from './use-remake.ts';

export interface RemakeCardProps {
  readonly loaded: LoadedAlias;
  /** Called after the remake has started. */
  readonly onChange: () => void;
}

/** Makes a new voice from the same brief, with another model or other words. With candidates, one is chosen by ear. */
export function RemakeCard({ loaded, onChange }: RemakeCardProps) {
  const { aliases: text } = useWords();
  const { voice } = loaded;
  const { voicePrompt, previewText } = voice;
  const hasBrief = voicePrompt !== null && previewText !== null;
  return (
    <section class="card">
      <h2>{text.remake}</h2>
      <p class="hint">{hasBrief ? text.remakeHint : text.noBrief}</p>
      {hasBrief && (
        <RemakeForm key={voice.voiceId} {...{ loaded, onChange, brief: { voicePrompt, previewText } }} />
      )}
    </section>
  );
}

interface RemakeFormProps extends RemakeCardProps {
  readonly brief: Pick<RemakeDraft, 'voicePrompt' | 'previewText'>;
}

function RemakeForm({ loaded, onChange, brief }: RemakeFormProps) {
  const { aliases: text } = useWords();
  const [draft, setDraft] = useState<RemakeDraft>({ model: '', count: 3, ...brief });
  const change = (changed: Partial<RemakeDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const remake = useRemake(loaded, draft, onChange);
  const limits = requestLimits.families[loaded.voice.family];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void remake.run();
      }}
    >
      <RemakeChoices voice={loaded.voice} draft={draft} onChange={change} />
      <TextField
        label={text.voicePrompt}
        name="voicePrompt"
        rows={3}
        required
        value={draft.voicePrompt}
        aside={<Counter value={draft.voicePrompt} bounds={limits.voicePrompt} />}
        onInput={(voicePrompt) => change({ voicePrompt })}
      />
      <TextField
        label={text.previewText}
        name="previewText"
        rows={2}
        required
        value={draft.previewText}
        aside={<Counter value={draft.previewText} bounds={limits.previewText} />}
        onInput={(previewText) => change({ previewText })}
      />
      <ErrorNote error={remake.error} />
      <Button type="submit" kind="primary" busy={remake.isRunning}>
        {draft.count === 1 ? text.startRemake : text.startAudition}
      </Button>
    </form>
  );
}

const counts = [3, 2, 4, 5, 1];

interface RemakeChoicesProps {
  readonly voice: VoiceView;
  readonly draft: RemakeDraft;
  readonly onChange: (change: Partial<RemakeDraft>) => void;
}

/** The model and the number of candidates. */
function RemakeChoices({ voice, draft, onChange }: RemakeChoicesProps) {
  const { aliases: text } = useWords();
  const models = requestLimits.families[voice.family].targetModels.filter(
    (each) => each !== voice.targetModel,
  );
  return (
    <div class="field-row">
      <Select
        label={text.model}
        name="targetModel"
        value={draft.model}
        options={[
          { value: '', text: text.keepModel(voice.targetModel) },
          ...models.map((value) => ({ value, text: value })),
        ]}
        onChange={(model) => onChange({ model })}
      />
      <Select
        label={text.candidates}
        name="candidates"
        value={String(draft.count)}
        options={counts.map((count) => ({
          value: String(count),
          text: count === 1 ? text.single : text.several(count),
        }))}
        onChange={(count) => onChange({ count: Number(count) })}
      />
    </div>
  );
}
