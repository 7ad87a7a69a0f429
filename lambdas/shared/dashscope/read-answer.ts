import { answerError, failureError, limitedError } from './answer-error.ts';
import {
  errorEnvelopeSchema,
  metaSchema,
  openAiErrorSchema,
  parseJson,
  successEnvelopeSchema,
} from './answer-schemas.ts';
import type { Limited } from './call-gate.ts';
import { type AnswerFault, classifyAnswer, classifyFailure } from './classify.ts';
import type { DashScopeError } from './errors.ts';
import type { Answer, Failure } from './exchange.ts';
import type { CallContext, ProviderCaller } from './provider-call.ts';

export interface AnswerMeta {
  readonly requestId: string | null;
  readonly usageCount: number | null;
}

export interface SuccessfulAnswer extends AnswerMeta {
  readonly kind: 'success';
  readonly output: Readonly<Record<string, unknown>>;
}

export type ReadAnswer =
  | SuccessfulAnswer
  | { readonly kind: 'error'; readonly error: DashScopeError; readonly fault: AnswerFault | null };

/** Reads one answer and classifies it. After a throttled call, further calls are held back. */
export async function readAnswer(context: CallContext, answer: Answer): Promise<ReadAnswer> {
  const { caller, family, operation, targetModel } = context;
  const { status } = answer;
  const body = parseJson(answer.body);
  const meta = readMeta(body);
  const error = errorEnvelopeSchema.safeParse(body).data ?? null;
  const output = successEnvelopeSchema.safeParse(body).data?.output;
  const now = caller.clock.now();
  const hasOutput = output !== undefined;
  const classified = classifyAnswer({ family, operation, targetModel, status, error, hasOutput, now });
  if (classified === null) return { kind: 'success', output: output ?? {}, ...meta };
  const retryAfterMs = classified.holdsBack
    ? await caller.gate.pushBack(context, parseRetryAfterMs(answer.headers['retry-after'], now))
    : null;
  const facts = {
    family,
    operation,
    host: caller.endpoint.host,
    httpStatus: status,
    contentType: mediaTypeOf(answer),
    ...(classified.foreign ? foreignParts(caller, body) : envelopeParts(caller, error)),
    requestId: meta.requestId === null ? null : caller.mask(meta.requestId),
    retryAfterMs,
  };
  return { kind: 'error', error: answerError(classified, facts), fault: classified.fault };
}

/** Returns the error of a call that ended without an answer. */
export function readFailure(context: CallContext, result: Failure | Limited): DashScopeError {
  if (result.kind === 'limited') return limitedError(context, result);
  return failureError(classifyFailure(result, context.operation), context, result);
}

function readMeta(body: unknown): AnswerMeta {
  const meta = metaSchema.safeParse(body);
  return {
    requestId: meta.data?.request_id ?? null,
    usageCount: meta.data?.usage?.count ?? null,
  };
}

interface ProviderParts {
  readonly providerCode: string | null;
  readonly providerMessage: string | null;
}

function envelopeParts(
  caller: ProviderCaller,
  error: { readonly code: string; readonly message: string } | null,
): ProviderParts {
  if (error === null) return { providerCode: null, providerMessage: null };
  return {
    providerCode: presentable(caller, error.code, 100),
    providerMessage: presentable(caller, error.message, 500),
  };
}

/** Returns the code of an error in another format than the provider's. It is only shown, and affects no decision. */
function foreignParts(caller: ProviderCaller, body: unknown): ProviderParts {
  const { error } = openAiErrorSchema.safeParse(body).data ?? {};
  const code = error?.code ?? error?.type ?? null;
  return { providerCode: code === null ? null : presentable(caller, code, 100), providerMessage: null };
}

/** Returns the media type of an answer, or null if it is missing or malformed. */
export function mediaTypeOf({ headers }: Pick<Answer, 'headers'>): string | null {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';', 1);
  const trimmed = type.trim();
  return /^[a-z0-9.+-]{1,20}\/[a-z0-9.+-]{1,40}$/.test(trimmed) ? trimmed : null;
}

/** Returns printable text of limited length. Keys are masked first, because truncation could leave a part of a key. */
function presentable(caller: ProviderCaller, text: string, max: number): string {
  const printable = caller.mask(text).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]+/gu, ' ');
  return Array.from(printable).slice(0, max).join('');
}

/** Parses a Retry-After header, up to ten minutes. The provider does not document the header. */
function parseRetryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 600_000) : null;
}
