import { MIMEType } from 'node:util';
import { tokenize } from '@humanwhocodes/momoa';
import { ApiError, invalidRequest } from '../validation/api-error.ts';
import type { ValidationIssue, ValidationIssueCode } from '../validation/validation-issue.ts';
import type { HttpRequest } from './request.ts';

/** Maximum size in bytes: five times the longest texts and labels with every character escaped. */
export const maxBodyBytes = 64 * 1024;
/** Maximum nesting of objects and lists. A request needs two levels. */
const maxDepth = 8;

/**
 * Parses the JSON body of a request. Checks its size, its content type, its syntax (RFC 8259), and then that no object has
 * a key twice.
 *
 * @throws ApiError
 */
export function readJsonBody(request: Pick<HttpRequest, 'headers' | 'body'>): unknown {
  const bytes = Buffer.from(request.body.text, request.body.base64 ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    throw new ApiError({ code: 'payload_too_large', limit: maxBodyBytes, actual: bytes.length });
  }
  checkMediaType(request.headers);
  const text = decode(request.body.base64 ? bytes : request.body.text);
  if (text.trim() === '') throw bad('empty_body', 'the body is empty');
  const value = parse(text);
  checkStructure(text);
  return value;
}

function checkMediaType(headers: HttpRequest['headers']): void {
  const encodings = headers.get('content-encoding') ?? [];
  if (encodings.some((encoding) => encoding.trim().toLowerCase() !== 'identity')) {
    throw unsupported('The API does not accept a body with a Content-Encoding.');
  }
  const [sent, ...more] = headers.get('content-type') ?? [];
  const type = sent === undefined || more.length > 0 ? null : mimeType(sent);
  if (!type || !(type.essence === 'application/json' || /^application\/.+\+json$/.test(type.essence))) {
    throw unsupported('The Content-Type has to be application/json.');
  }
  const charset = type.params.get('charset');
  if (charset !== null && !/^utf-?8$/i.test(charset)) throw unsupported('The charset has to be utf-8.');
}

function mimeType(text: string): MIMEType | null {
  try {
    return new MIMEType(text);
  } catch {
    return null;
  }
}

function decode(body: string | Buffer): string {
  if (typeof body === 'string') {
    if (!body.isWellFormed()) throw bad('invalid_json', 'the body is not well-formed Unicode');
    return body.replace(/^\ufeff/, '');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw bad('invalid_json', 'the body is not UTF-8');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw bad('invalid_json', 'the body is not JSON');
  }
}

/** Checks depth and keys of valid JSON. Iterates over the tokens, so that deep nesting cannot exhaust the stack. */
function checkStructure(text: string): void {
  const open: (Set<string> | null)[] = [];
  const tokens = tokenize(text, { mode: 'json' });
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'LBrace' || token.type === 'LBracket') {
      open.push(token.type === 'LBrace' ? new Set() : null);
      if (open.length > maxDepth) throw bad('too_deep', `the body is nested in more than ${maxDepth} levels`);
    } else if (token.type === 'RBrace' || token.type === 'RBracket') {
      open.pop();
    } else if (token.type === 'String' && tokens[index + 1]?.type === 'Colon') {
      const keys = open.at(-1);
      // The same key can be written with and without escapes.
      const key = String(JSON.parse(text.slice(token.loc.start.offset, token.loc.end.offset)));
      if (keys?.has(key)) throw bad('duplicate_key', 'an object in the body has the same key twice');
      keys?.add(key);
    }
  }
}

function bad(code: ValidationIssueCode, detail: string): ApiError {
  const issue: ValidationIssue = { pointer: '', code, detail };
  return invalidRequest([issue]);
}

function unsupported(detail: string): ApiError {
  return new ApiError({ code: 'unsupported_media_type', detail });
}
