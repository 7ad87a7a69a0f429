import type { RefObject, TargetedEvent, TargetedFocusEvent } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Action } from '../core/action.ts';
import { dropDraft } from '../core/drafts.ts';
import { useWords } from '../core/words.ts';
import { useFocusAfterRender } from '../ui/focus-after-render.ts';
import type { Draft } from './draft.ts';
import { type FieldErrors, type FieldName, fieldErrors, localErrors } from './field-errors.ts';
import type { FieldGroupProps } from './field-group.ts';
import { type Check, useDryRun } from './use-dry-run.ts';
import { useKeptDraft } from './use-kept-draft.ts';

export interface DraftFormOptions {
  /** The draft with which the form begins, unless one was kept. */
  readonly start: Draft;
  /** The name under which the draft is kept until it is submitted. */
  readonly keptAs: string;
  /** The fields of the form in their order. */
  readonly fieldNames: readonly FieldName[];
  /** A hook that returns the action of the form. */
  readonly useSubmit: (draft: Draft) => Action<[]>;
  /** Called before a field gets the focus. */
  readonly onFocusField?: (name: FieldName) => void;
}

/** The state of a form for a draft. */
export interface DraftForm {
  readonly draft: Draft;
  readonly check: Check;
  readonly isSubmitting: boolean;
  /** Begins again. Null if nothing was written. */
  readonly clear: (() => void) | null;
  /** The error of the last submission, unless fields show all of it. */
  readonly error: unknown;
  /** Properties of the groups of fields. */
  readonly fields: FieldGroupProps;
  /** Properties of the element. */
  readonly form: {
    readonly ref: RefObject<HTMLFormElement | null>;
    readonly noValidate: true;
    readonly onFocusOut: (event: TargetedFocusEvent<HTMLFormElement>) => void;
    readonly onSubmit: (event: TargetedEvent<HTMLFormElement>) => void;
  };
}

/**
 * Returns the state of a form whose draft is checked while it is written. Errors are shown at the fields that the user has
 * left, and at all fields after a submission, which moves the focus to the first of them. The draft is kept until it is
 * submitted, so that the user can visit another page or load this one again.
 */
export function useDraftForm(options: DraftFormOptions): DraftForm {
  const { start, keptAs, fieldNames, useSubmit } = options;
  const words = useWords();
  const { draft, setDraft, isChanged } = useKeptDraft(start, keptAs);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const { form, focusField, focusFirst } = useFieldFocus(options);
  const check = useDryRun(draft);
  const submit = useSubmit(draft);
  const refusal = fieldErrors(submit.error ?? check.error, words, fieldNames);
  const local = localErrors(draft, words);
  useLayoutEffect(() => focusFirst(submit.error === null ? {} : refusal.errors), [submit.error]);
  const send = async () => {
    if (await submit.run()) dropDraft(keptAs);
  };
  return {
    draft,
    check,
    isSubmitting: submit.isRunning,
    clear: isChanged
      ? () => {
          submit.clearError();
          setTouched(new Set());
          setDraft(start);
          // The button disappears.
          focusField('voicePrompt');
        }
      : null,
    error: refusal.hasOthers ? submit.error : null,
    fields: {
      draft,
      errors: errorsOf(touched, { ...refusal.errors, ...local }),
      onChange: (change) => {
        submit.clearError();
        setDraft((current) => ({ ...current, ...change }));
      },
    },
    form: {
      ref: form,
      noValidate: true,
      onFocusOut: ({ target }) => {
        const name = target instanceof HTMLElement ? target.getAttribute('name') : null;
        if (name !== null && !touched.has(name)) setTouched(new Set([...touched, name]));
      },
      onSubmit: (event) => {
        event.preventDefault();
        setTouched(new Set(fieldNames));
        if (Object.keys(local).length > 0) focusFirst({ ...refusal.errors, ...local });
        else void send();
      },
    },
  };
}

/** Returns the form, and functions that move the focus to a field and to the first one with an error. */
function useFieldFocus({ fieldNames, onFocusField }: DraftFormOptions) {
  const form = useRef<HTMLFormElement>(null);
  const focus = useFocusAfterRender();
  const focusField = (name: FieldName) => {
    onFocusField?.(name);
    focus(() => form.current?.querySelector<HTMLElement>(`[name="${name}"]`));
  };
  const focusFirst = (errors: FieldErrors) => {
    const first = fieldNames.find((name) => errors[name] !== undefined);
    if (first !== undefined) focusField(first);
  };
  return { form, focusField, focusFirst };
}

/** Returns the errors of the fields that the user has left. */
function errorsOf(touched: ReadonlySet<string>, errors: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => touched.has(name)));
}
