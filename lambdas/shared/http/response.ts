import type { APIGatewayProxyResult } from 'aws-lambda';
import type { FunctionProblemCode } from '../contract.ts';
import { type ProblemParts, problem } from './problem.ts';

export type HttpResponse = APIGatewayProxyResult;

/** Headers of every response, which forbid caching and content sniffing. */
const commonHeaders = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode,
    headers: { ...commonHeaders, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** Returns a successful response with a text. @param headers `Content-Type`, and others */
export function textResponse(body: string, headers: Readonly<Record<string, string>>): HttpResponse {
  return { statusCode: 200, headers: { ...commonHeaders, ...headers }, body };
}

export function emptyResponse(
  statusCode: number,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { statusCode, headers: { ...commonHeaders, ...headers }, body: '' };
}

export function problemResponse(
  code: FunctionProblemCode,
  requestId: string,
  parts: ProblemParts = {},
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const document = problem(code, requestId, parts);
  return jsonResponse(document.status, document, { 'Content-Type': 'application/problem+json', ...headers });
}
