import {
  DashScopeConnectionError,
  type DashScopeError,
  DashScopeThrottledError,
  DashScopeTimeoutError,
  DashScopeUnreadableAnswerError,
} from './errors.ts';
import type { Failure, FailureReason } from './exchange.ts';
import type { AnswerContext } from './judge-answer.ts';
import type { Limited } from './provider-call.ts';

const WHAT_HAPPENED: Readonly<Record<FailureReason, string>> = {
  connection: 'the connection failed or broke',
  connect_timeout: 'no connection in time',
  headers_timeout: 'no answer in time',
  body_timeout: 'the answer stalled',
  total_timeout: 'the answer was not complete in time',
  aborted: 'the caller gave up',
  too_late: 'the moment to send had passed',
  too_large: 'the answer is larger than any documented one',
  not_http: 'the answer is not HTTP',
};

/** The typed error for an exchange that ended without an answer. */
export function failureError(context: AnswerContext, failure: Failure): DashScopeError {
  const { family, operation } = context;
  const { host } = context.caller.endpoint;
  const certainlyNotDone = !failure.sent;
  const code = failure.code === null ? '' : ` (${failure.code})`;
  const text = `${host}: ${WHAT_HAPPENED[failure.reason]}${code}; the request was ${failure.sent ? '' : 'not '}sent.`;
  const facts = {
    certainlyNotDone,
    retryable: (certainlyNotDone || operation !== 'create') && failure.reason !== 'too_late',
    family,
    operation,
    host,
  };
  switch (failure.reason) {
    case 'connection':
      return new DashScopeConnectionError(text, facts);
    case 'connect_timeout':
    case 'headers_timeout':
    case 'body_timeout':
    case 'total_timeout':
    case 'aborted':
    case 'too_late':
      return new DashScopeTimeoutError(text, facts);
    case 'too_large':
    case 'not_http':
      return new DashScopeUnreadableAnswerError(text, facts);
  }
}

export function limitedError(context: AnswerContext, limited: Limited): DashScopeError {
  const { family, operation } = context;
  const text = `This process's share of the DashScope account's rate is used up for ${limited.waitMs} ms; nothing was sent.`;
  return new DashScopeThrottledError(text, {
    certainlyNotDone: true,
    retryable: true,
    retryAfterMs: limited.waitMs,
    family,
    operation,
    host: context.caller.endpoint.host,
  });
}
