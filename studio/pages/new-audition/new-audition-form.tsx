import { useState } from 'preact/hooks';
import { BriefFields } from '../../brief/brief-fields.tsx';
import { CheckPanel } from '../../brief/check-panel.tsx';
import { ClearButton } from '../../brief/clear-button.tsx';
import type { Draft } from '../../brief/draft.ts';
import { fieldOrder, moreFields } from '../../brief/field-errors.ts';
import { useDraftForm } from '../../brief/use-draft-form.ts';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { AuditionFields } from './audition-fields.tsx';
import { MoreFields } from './more-fields.tsx';
import { curlOf, yamlOf } from './request-code.ts';
import { useSubmit } from './use-submit.ts';

export interface NewAuditionFormProps {
  /** The draft with which the form begins. */
  readonly start: Draft;
  /** The name under which the draft is kept. */
  readonly keptAs: string;
}

/** The form of a new audition with its check. */
export function NewAuditionForm({ start, keptAs }: NewAuditionFormProps) {
  const { newAudition: text } = useWords();
  const [isMoreOpen, setIsMoreOpen] = useState(false);
  const { draft, check, fields, form, isSubmitting, clear, error } = useDraftForm({
    start,
    keptAs,
    fieldNames: fieldOrder,
    useSubmit,
    // The field gets the focus after the render that opens the group.
    onFocusField: (name) => {
      if (moreFields.includes(name)) setIsMoreOpen(true);
    },
  });
  return (
    <form class="new-audition" {...form}>
      <div class="stack new-audition-fields">
        <section class="card">
          <h2>{text.brief}</h2>
          <BriefFields {...fields} />
        </section>
        <AuditionFields {...fields} />
        <MoreFields {...fields} isOpen={isMoreOpen} onToggle={setIsMoreOpen} />
      </div>
      <CheckPanel check={check} draft={draft} />
      <SubmitLine draft={draft} isRunning={isSubmitting} onClear={clear} error={error} />
    </form>
  );
}

interface SubmitLineProps {
  readonly draft: Draft;
  readonly isRunning: boolean;
  readonly onClear: (() => void) | null;
  readonly error: unknown;
}

function SubmitLine({ draft, isRunning, onClear, error }: SubmitLineProps) {
  const { newAudition: text } = useWords();
  return (
    <div class="new-audition-submit">
      <ErrorNote error={error} />
      <div class="form-buttons">
        <Button kind="primary" type="submit" busy={isRunning}>
          {isRunning ? text.submitting : text.submit(draft.candidates)}
        </Button>
        <CopyButton title={text.copyCurl} text={curlOf(draft)} />
        <CopyButton title={text.copyYaml} text={yamlOf(draft)} />
        <ClearButton onClear={onClear} />
      </div>
    </div>
  );
}
