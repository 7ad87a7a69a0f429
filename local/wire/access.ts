import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The parts of a request that decide who sent it. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  /** As sent: path and query. */
  readonly url?: string;
}

export type AccessProblem = 'foreignHost' | 'webPage' | 'noCredentials' | 'unknownCredentials';

const names = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Reports a request that is not addressed to this machine, as one is after DNS rebinding, or that a web page sent. A
 * page needs no permission to send a form, so the absence of CORS headers does not keep it out.
 *
 * @param port the port that the server listens on
 */
export function foreignSender({ headers }: Sender, port: number): AccessProblem | undefined {
  if (!isLocalHost(headers.host, port)) return 'foreignHost';
  if (headers.origin !== undefined || headers['sec-fetch-site'] === 'cross-site') return 'webPage';
  return undefined;
}

/** Whether a `Host` header names this machine and the port. */
export function isLocalHost(host: string | undefined, port: number): boolean {
  const sent = host?.toLowerCase();
  return names.some((name) => sent === `${name}:${port}` || (port === 80 && sent === name));
}

/**
 * Reports a request that is foreign or does not carry the access key id: in its `Authorization` (Signature Version 4),
 * or in the query of a signed link. The signature itself is not verified: only the owner of the state folder can read
 * the id.
 */
export function accessProblem(sender: Sender, port: number, accessKeyId: string): AccessProblem | undefined {
  const foreign = foreignSender(sender, port);
  if (foreign !== undefined) return foreign;
  const sent = sentAccessKeyId(sender);
  if (sent === undefined) return 'noCredentials';
  return isSame(sent, accessKeyId) ? undefined : 'unknownCredentials';
}

/** The header by which the runner's own calls carry the access key id. */
export function authorizationWith(accessKeyId: string): string {
  const credential = `Credential=${accessKeyId}/20200101/us-east-1/local/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=local`;
}

/** A sentence for people, who see it in the error of the service they asked. */
export function foreignMessage(problem: AccessProblem, port: number): string {
  return problem === 'webPage'
    ? 'The local stack does not answer web pages.'
    : `The local stack answers 127.0.0.1:${port} only, and the request names another host.`;
}

function sentAccessKeyId({ headers, url = '' }: Sender): string | undefined {
  const header = /^AWS4-HMAC-SHA256 +(?:.*[, ])?Credential=([^/,\s]+)\//.exec(headers.authorization ?? '');
  if (header !== null) return header[1];
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  return query.get('X-Amz-Credential')?.split('/')[0];
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
