import type { DryRun } from '../../client/index.ts';
import { ProblemError } from '../../client/index.ts';
import { useLocale, useWords } from '../core/words.ts';
import { describeError } from '../ui/error-note.tsx';
import type { Draft } from './draft.ts';
import type { Check } from './use-dry-run.ts';

/** The result of checking the draft: whether it would be accepted, advice, cost and free places. */
export function CheckPanel({ check, draft }: { check: Check; draft: Draft }) {
  const { result, checkedPrompt, error, isPending } = check;
  const words = useWords();
  const { newAudition: text } = words;
  const isEmpty = draft.voicePrompt === '';
  const isInvalid = error instanceof ProblemError && error.status === 400;
  return (
    <section class="card check-panel" aria-label={text.check} aria-busy={isPending}>
      <h2>
        {text.check}
        {isPending && !isEmpty && <span class="hint"> {text.checking}</span>}
      </h2>
      <div role="status">
        {isEmpty && <p class="hint">{text.checkHint}</p>}
        {!isEmpty && isInvalid && <p>{text.invalid}</p>}
        {error !== null && !isInvalid && (
          <p>
            {text.notChecked} {describeError(error, words)}
          </p>
        )}
        {/* After a refusal because of another field, the result about the same description still applies. */}
        {result !== null && (error === null || checkedPrompt === draft.voicePrompt) && (
          <CheckResult result={result} />
        )}
      </div>
    </section>
  );
}

function CheckResult({ result: { valid, warnings, advice, cost, capacity } }: { result: DryRun }) {
  const { newAudition: text } = useWords();
  return (
    <>
      {!valid && <p class="note note-bad">{text.notPossible}</p>}
      {warnings.length > 0 && (
        <div class="note note-warn">
          <h3>{text.warnings}</h3>
          <Messages messages={warnings} texts={text.warningTexts} />
        </div>
      )}
      <h3>{text.advice}</h3>
      {advice.length === 0 ? (
        <p class="hint">{text.noAdvice}</p>
      ) : (
        <Messages messages={advice} texts={text.adviceTexts} />
      )}
      <dl class="facts">
        <dt>{text.cost}</dt>
        <dd>
          <CostText cost={cost} />
          <span class="hint" lang="en">
            {cost.basis}
          </span>
        </dd>
        <dt>{text.places}</dt>
        <dd>
          <PlacesText capacity={capacity} />
        </dd>
      </dl>
    </>
  );
}

interface MessagesProps {
  readonly messages: readonly { readonly code: string; readonly message: string }[];
  /** Translations by code. The message of the API is English. */
  readonly texts: Readonly<Record<string, string>>;
}

function Messages({ messages, texts }: MessagesProps) {
  return (
    <ul class="messages">
      {messages.map(({ code, message }) => (
        <li key={`${code} ${message}`} lang={texts[code] === undefined ? 'en' : undefined}>
          {texts[code] ?? message}
        </li>
      ))}
    </ul>
  );
}

function CostText({ cost: { amount, currency } }: Pick<DryRun, 'cost'>) {
  const { newAudition: text } = useWords();
  const locale = useLocale();
  if (amount === null || currency === null) return <p>{text.unknownPrice}</p>;
  if (amount === 0) return <p>{text.free}</p>;
  return <p>{text.price(amount.toLocaleString(locale, { style: 'currency', currency }))}</p>;
}

function PlacesText({ capacity: { used, limit, inFlight } }: Pick<DryRun, 'capacity'>) {
  const { newAudition: text } = useWords();
  const locale = useLocale();
  if (limit === null) return <p>{text.placesUnknown}</p>;
  const free = Math.max(0, limit - (used ?? 0) - inFlight);
  return <p>{text.placesOf(free.toLocaleString(locale), limit.toLocaleString(locale))}</p>;
}
