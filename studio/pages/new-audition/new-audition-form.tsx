import { useState } from 'preact/hooks';
import { BriefFields } from '../../brief/brief-fields.tsx';
import { CheckPanel } from '../../brief/check-panel.tsx';
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

/** The form of a new audition with its check. */
export function NewAuditionForm({ start }: { start: Draft }) {
  const { newAudition: text } = useWords();
  const [isMoreOpen, setIsMoreOpen] = useState(false);
  const { draft, check, fields, form, isSubmitting, error } = useDraftForm({
    start,
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
      <SubmitLine draft={draft} isRunning={isSubmitting} error={error} />
    </form>
  );
}

interface SubmitLineProps {
  readonly draft: Draft;
  readonly isRunning: boolean;
  readonly error: unknown;
}

function SubmitLine({ draft, isRunning, error }: SubmitLineProps) {
  const { newAudition: text } = useWords();
  return (
    <div class="new-audition-submit">
      <ErrorNote error={error} />
      <div class="new-audition-buttons">
        <Button kind="primary" type="submit" busy={isRunning}>
          {isRunning ? text.submitting : text.submit(draft.candidates)}
        </Button>
        <CopyButton title={text.copyCurl} text={curlOf(draft)} />
        <CopyButton title={text.copyYaml} text={yamlOf(draft)} />
      </div>
    </div>
  );
}
