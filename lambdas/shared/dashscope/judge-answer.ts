import {
  errorEnvelopeSchema,
  metaSchema,
  openAiErrorSchema,
  parseJson,
  successEnvelopeSchema,
} from './answer-schemas.ts';
import { type ErrorMeaning, meaningOf, quotaMeaningOf } from './error-codes.ts';
import * as errors from './errors.ts';
import type { Answer } from './exchange.ts';
import { FAMILY_ROWS } from './families.ts';
import type { ProviderCaller } from './provider-call.ts';
import { replacementAdvice } from './target-models.ts';
import type { Family, Operation } from './vocabulary.ts';

export interface AnswerContext {
  readonly caller: ProviderCaller;
  readonly family: Family;
  readonly operation: Operation;
  readonly targetModel: string | null;
}

export interface AnswerMeta {
  readonly requestId: string | null;
  readonly usageCount: number | null;
}

/** What made an answer say nothing certain. */
export type AnswerFault = 'redirect' | 'server_error' | 'no_envelope' | 'unreadable' | 'error_in_success';

export type Judgement =
  | ({ readonly kind: 'success'; readonly output: Readonly<Record<string, unknown>> } & AnswerMeta)
  | { readonly kind: 'error'; readonly error: errors.DashScopeError; readonly fault: AnswerFault | null };

/**
 * Reads one answer. An error is *certainly not done* only if the provider itself refused in a structured
 * 4xx; anything less leaves the outcome open.
 */
export function judgeAnswer(context: AnswerContext, answer: Answer): Judgement {
  const { status } = answer;
  const body = parseJson(answer.body);
  const meta = readMeta(body);
  const envelope = errorEnvelopeSchema.safeParse(body);
  const isSuccess = status >= 200 && status < 300;

  if (isSuccess) {
    const success = successEnvelopeSchema.safeParse(body);
    if (success.success && !envelope.success) {
      context.caller.limiter.passed(context.family);
      return { kind: 'success', output: success.data.output, ...meta };
    }
    // A voice made and a complaint in one answer: the voice counts.
    if (success.success && context.operation === 'create') {
      return { kind: 'success', output: success.data.output, ...meta };
    }
  }
  if (envelope.success && !(status >= 300 && status < 400)) {
    const meaning = meaningOf({ ...context, ...envelope.data, status, now: context.caller.clock.now() });
    if (meaning !== 'throttled' && meaning !== 'quota') context.caller.limiter.passed(context.family);
    const isRefusal = status >= 400 && status < 500 && meaning !== 'server';
    const facts = factsOf(context, answer, envelope.data, meta, isRefusal);
    const fault = isRefusal ? null : isSuccess ? 'error_in_success' : 'server_error';
    return { kind: 'error', error: makeError(context, meaning, facts, answer), fault };
  }
  const facts = { ...factsOf(context, answer, null, meta, false), providerCode: foreignCode(context, body) };
  return { kind: 'error', ...faultOf(facts, status) };
}

function readMeta(body: unknown): AnswerMeta {
  const meta = metaSchema.safeParse(body);
  return {
    requestId: meta.data?.request_id ?? null,
    usageCount: meta.data?.usage?.count ?? null,
  };
}

/** The code of an error that is not in the provider's envelope, for people. It decides nothing. */
function foreignCode({ caller }: AnswerContext, body: unknown): string | null {
  const { error } = openAiErrorSchema.safeParse(body).data ?? {};
  const code = error?.code ?? error?.type ?? null;
  return code === null ? null : presentable(caller, code, 100);
}

/** The media type of an answer, bounded; null for none, and for a malformed one. */
export function mediaTypeOf({ headers }: Pick<Answer, 'headers'>): string | null {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';', 1);
  const trimmed = type.trim();
  return /^[a-z0-9.+-]{1,20}\/[a-z0-9.+-]{1,40}$/.test(trimmed) ? trimmed : null;
}

type Facts = errors.DashScopeErrorFacts & { readonly host: string; readonly httpStatus: number };

function factsOf(
  context: AnswerContext,
  answer: Answer,
  envelope: { code: string; message: string } | null,
  meta: AnswerMeta,
  certainlyNotDone: boolean,
): Facts {
  const { caller, family, operation } = context;
  return {
    certainlyNotDone,
    retryable: false,
    family,
    operation,
    host: caller.endpoint.host,
    httpStatus: answer.status,
    contentType: mediaTypeOf(answer),
    providerCode: envelope === null ? null : presentable(caller, envelope.code, 100),
    providerMessage: envelope === null ? null : presentable(caller, envelope.message, 500),
    requestId: meta.requestId === null ? null : caller.mask(meta.requestId),
  };
}

/** Masked before it is cut, so that no half of a key is left over. */
function presentable(caller: ProviderCaller, text: string, max: number): string {
  const printable = caller.mask(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]+/gu, ' ');
  return Array.from(printable).slice(0, max).join('');
}

function faultOf(facts: Facts, status: number): { error: errors.DashScopeError; fault: AnswerFault } {
  const mayRetry = mayRepeat(facts);
  const who = `${facts.host} answered ${status}`;
  if (status === 401 && facts.operation !== 'create') {
    return {
      error: new errors.DashScopeAuthenticationError(authenticationText(facts), facts),
      fault: 'no_envelope',
    };
  }
  if (status >= 500) {
    const error = new errors.DashScopeServerError(`${who}.`, { ...facts, retryable: mayRetry });
    return { error, fault: 'server_error' };
  }
  const fault = status >= 400 ? 'no_envelope' : status >= 300 ? 'redirect' : 'unreadable';
  const what = {
    no_envelope: "without DashScope's error body; a proxy in between may have answered",
    redirect: 'with a redirect, which is never followed',
    unreadable: "with a body that is not DashScope's",
  }[fault];
  const error = new errors.DashScopeUnreadableAnswerError(`${who} ${what}.`, {
    ...facts,
    retryable: mayRetry,
  });
  return { error, fault };
}

function authenticationText({ host, httpStatus }: Facts): string {
  return (
    `DashScope refused the API key (${httpStatus} from ${host}). Keys are bound to a region: ` +
    'a key of one scope is refused on the host of the other. Check the key, its scope and the workspace id.'
  );
}

function makeError(
  context: AnswerContext,
  meaning: ErrorMeaning,
  facts: Facts,
  answer: Answer,
): errors.DashScopeError {
  const { limiter, clock } = context.caller;
  const said = `${facts.httpStatus} ${facts.providerCode} from ${facts.host}`;
  switch (meaning) {
    case 'authentication':
      return new errors.DashScopeAuthenticationError(authenticationText(facts), facts);
    case 'access_denied':
      return new errors.DashScopeAccessDeniedError(
        `The API key may not use this model, workspace or endpoint (${said}).`,
        facts,
      );
    case 'throttled': {
      const asked = parseRetryAfterMs(answer.headers['retry-after'], clock.now());
      const retryAfterMs = limiter.throttled(context.family, asked);
      const text = `DashScope limits the rate of requests (${said}).`;
      return new errors.DashScopeThrottledError(text, {
        ...facts,
        retryable: mayRepeat(facts),
        retryAfterMs,
      });
    }
    case 'quota':
      return quotaError(context, facts, answer, said);
    case 'voice_not_found':
      return new errors.DashScopeVoiceNotFoundError(`DashScope has no such voice (${said}).`, facts);
    case 'invalid_request':
      return new errors.DashScopeInvalidRequestError(`DashScope refused the request (${said}).`, facts);
    case 'content_rejected':
      return new errors.DashScopeContentRejectedError(
        `DashScope's content inspection rejected the voice prompt, the preview text or the audio (${said}).`,
        facts,
      );
    case 'billing':
      return new errors.DashScopeBillingError(
        `The DashScope account's billing state forbids this: unpaid, not activated, or free quota used up (${said}).`,
        facts,
      );
    case 'model_retired':
      return retiredError(context, facts, said);
    case 'server': {
      const retryable = mayRepeat(facts);
      return new errors.DashScopeServerError(`DashScope failed (${said}).`, { ...facts, retryable });
    }
  }
}

function quotaError(
  context: AnswerContext,
  facts: Facts,
  answer: Answer,
  said: string,
): errors.DashScopeError {
  const quota = quotaMeaningOf(facts.providerMessage ?? '');
  // An undocumented message is final for a create: asking again might ask for money. Reading costs nothing.
  const passes = quota === 'allocated' || (quota === 'unknown' && context.operation !== 'create');
  const retryable = passes && mayRepeat(facts);
  const { limiter, clock } = context.caller;
  const asked = parseRetryAfterMs(answer.headers['retry-after'], clock.now());
  const retryAfterMs = passes ? limiter.throttled(context.family, asked) : null;
  const text = {
    voice_storage: 'The DashScope account has no room for another voice: delete some first',
    allocated: "The DashScope account's allocated quota is used up for now",
    free: "The DashScope account's free quota is used up",
    unknown: 'A quota of the DashScope account is exceeded',
  }[quota];
  return new errors.DashScopeQuotaExceededError(
    `${text} (${said}).`,
    { ...facts, retryable, retryAfterMs },
    quota,
  );
}

function retiredError(context: AnswerContext, facts: Facts, said: string): errors.DashScopeError {
  const { retirement } = FAMILY_ROWS[context.family];
  if (retirement === null) {
    return new errors.DashScopeAccessDeniedError(`DashScope does not offer this model (${said}).`, facts);
  }
  const { model, date } = retirement;
  const text =
    `DashScope no longer offers ${model}, whose retirement was announced for ${date} (${said}). ` +
    replacementAdvice(retirement);
  return new errors.DashScopeModelRetiredError(text, facts, retirement);
}

function mayRepeat(facts: Facts): boolean {
  return facts.certainlyNotDone || facts.operation !== 'create';
}

/** No such header is documented; if one comes, it is believed up to ten minutes. */
function parseRetryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 600_000) : null;
}
