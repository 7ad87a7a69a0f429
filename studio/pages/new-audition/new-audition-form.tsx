import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../../core/words.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { useFocusAfterRender } from '../../ui/focus-after-render.ts';
import { AuditionFields } from './audition-fields.tsx';
import { BriefFields } from './brief-fields.tsx';
import { CheckPanel } from './check-panel.tsx';
import type { Draft } from './draft.ts';
import { type FieldErrors, fieldErrors, fieldOrder, localErrors, moreFields } from './field-errors.ts';
import type { FieldGroupProps } from './field-group.ts';
import { MoreFields } from './more-fields.tsx';
import { curlOf, yamlOf } from './request-code.ts';
import { useDryRun } from './use-dry-run.ts';
import { useSubmit } from './use-submit.ts';

/** The form of a new audition with its check. */
export function NewAuditionForm({ start }: { start: Draft }) {
  const words = useWords();
  const [draft, setDraft] = useState(start);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isMoreOpen, setIsMoreOpen] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focus = useFocusAfterRender();
  const check = useDryRun(draft);
  const submit = useSubmit(draft);
  const refusal = fieldErrors(submit.error ?? check.error, words);
  const local = localErrors(draft, words);
  const focusFirst = (errors: FieldErrors) => {
    const first = fieldOrder.find((name) => errors[name] !== undefined);
    if (first === undefined) return;
    if (moreFields.includes(first)) setIsMoreOpen(true);
    // After the render that opens the group.
    focus(() => form.current?.querySelector<HTMLElement>(`[name="${first}"]`));
  };
  useLayoutEffect(() => focusFirst(submit.error === null ? {} : refusal.errors), [submit.error]);
  const props: FieldGroupProps = {
    draft,
    errors: errorsOf(touched, { ...refusal.errors, ...local }),
    onChange: (change) => {
      submit.clearError();
      setDraft((current) => ({ ...current, ...change }));
    },
  };
  const send = () => {
    setTouched(new Set(fieldOrder));
    if (Object.keys(local).length > 0) focusFirst({ ...refusal.errors, ...local });
    else void submit.run();
  };
  return (
    <form
      ref={form}
      class="new-audition"
      noValidate
      onFocusOut={({ target }) => {
        const name = target instanceof HTMLElement ? target.getAttribute('name') : null;
        if (name !== null && !touched.has(name)) setTouched(new Set([...touched, name]));
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="stack new-audition-fields">
        <BriefFields {...props} />
        <AuditionFields {...props} />
        <MoreFields {...props} isOpen={isMoreOpen} onToggle={setIsMoreOpen} />
      </div>
      <CheckPanel check={check} draft={draft} />
      <SubmitLine
        draft={draft}
        isRunning={submit.isRunning}
        error={refusal.hasOthers ? submit.error : null}
      />
    </form>
  );
}

/** Returns the errors of the fields that the user has left. */
function errorsOf(touched: ReadonlySet<string>, errors: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => touched.has(name)));
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
