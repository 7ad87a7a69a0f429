import type { ComponentChildren } from 'preact';
import {
  ArgumentError,
  NoResponseError,
  ProblemError,
  UnexpectedResponseError,
  type ValidationIssue,
} from '../../client/index.ts';
import { useWords } from '../core/words.ts';
import type { Words } from '../words/index.ts';

/** Returns a sentence for an error. */
export function describeError(error: unknown, { problems }: Pick<Words, 'problems'>): string {
  if (error instanceof ProblemError) return problems.codes[error.code] ?? error.problem.detail;
  if (error instanceof NoResponseError) return problems.noResponse;
  if (error instanceof UnexpectedResponseError) return problems.unexpected;
  // The client refuses a malformed id or alias of an address. Forms check their own values.
  if (error instanceof ArgumentError) return problems.noSuchAddress;
  // Only a media element fails with one.
  if (error instanceof DOMException) return problems.notPlayable;
  return problems.unknown;
}

export interface ErrorNoteProps {
  /** Nothing is shown for null. */
  readonly error: unknown;
  readonly children?: ComponentChildren;
}

/** An error as a sentence, with the id of the request for the operator. It is announced when it appears. */
export function ErrorNote({ error, children }: ErrorNoteProps) {
  const words = useWords();
  return (
    <div role="alert">
      {error !== null && error !== undefined && (
        <div class="note note-bad">
          <p>{describeError(error, words)}</p>
          {error instanceof ProblemError && <Details error={error} />}
          {children}
        </div>
      )}
    </div>
  );
}

function Details({ error: { problem } }: { error: ProblemError }) {
  const { problems } = useWords();
  const hasSentence = problems.codes[problem.code] !== undefined;
  const hasIssues = problem.errors !== undefined && problem.errors.length > 0;
  return (
    <>
      {hasSentence && !hasIssues && <p class="hint">{problem.detail}</p>}
      {problem.errors && hasIssues && (
        <ul>
          {problem.errors.map((issue) => (
            <li key={`${placeOf(issue)} ${issue.detail}`}>
              <code>{placeOf(issue)}</code> {issue.detail}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && <p class="hint">{problems.requestId(problem.requestId)}</p>}
    </>
  );
}

function placeOf({ pointer, parameter, header }: ValidationIssue): string {
  return pointer || parameter || header || '';
}
