import type { IncomingHttpHeaders } from 'node:http';
import type { AccessControl } from '../core/access-control.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Principal } from '../core/principal.ts';

/** The parts of a request that identify its sender. */
export interface RequestOrigin {
  readonly headers: IncomingHttpHeaders;
  /** The path and query of the request. */
  readonly url?: string;
}

export type AccessProblem = 'foreignHost' | 'webPage' | 'noCredentials' | 'unknownCredentials';

const localHosts = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Detects a request that names another host, as after DNS rebinding, or that a web page sent. A page can send a form
 * without permission, so missing CORS headers do not keep it out.
 * @param port the port on which the server listens
 */
export function foreignOrigin({ headers }: RequestOrigin, port: number): AccessProblem | undefined {
  if (!isLocalHost(headers.host, port)) return 'foreignHost';
  if (headers.origin !== undefined || headers['sec-fetch-site'] === 'cross-site') return 'webPage';
  return undefined;
}

/** Checks that a `Host` header names this machine and the port. */
export function isLocalHost(host: string | undefined, port: number): boolean {
  const sent = host?.toLowerCase();
  return localHosts.some((name) => sent === `${name}:${port}` || (port === 80 && sent === name));
}

/**
 * Identifies the caller of a request by the access key id in its `Authorization` header (Signature Version 4) or in the
 * query of a signed link, or detects why the request is refused. The signature is not verified, because only the owner of
 * the state folder and the functions can read the ids.
 */
export function identifyCaller(
  origin: RequestOrigin,
  port: number,
  access: Pick<AccessControl, 'callerWith'>,
): Principal | AccessProblem {
  const foreign = foreignOrigin(origin, port);
  if (foreign !== undefined) return foreign;
  const sent = sentAccessKeyId(origin);
  if (sent === undefined) return 'noCredentials';
  return access.callerWith(sent) ?? 'unknownCredentials';
}

/**
 * Returns the error with which AWS services answer the problem.
 * @param status the status code for missing or unknown credentials: 400 in the JSON protocols, 403 elsewhere
 */
export function accessError(problem: AccessProblem, port: number, status: 400 | 403): AwsError {
  switch (problem) {
    case 'noCredentials':
      return new AwsError(
        'MissingAuthenticationTokenException',
        'Request is missing Authentication Token',
        status,
      );
    case 'unknownCredentials':
      return new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
        status,
      );
    case 'foreignHost':
    case 'webPage':
      return new AwsError('AccessDeniedException', foreignMessage(problem, port), 403);
  }
}

/** Returns the `Authorization` header with which the runner's own calls send the access key id. */
export function authorizationWith(accessKeyId: string): string {
  const credential = `Credential=${accessKeyId}/20200101/us-east-1/local/aws4_request`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=local`;
}

/** Returns the message that the caller sees in the error of the AWS service. */
export function foreignMessage(problem: AccessProblem, port: number): string {
  return problem === 'webPage'
    ? 'The local stack does not accept requests from web pages.'
    : `The local stack accepts requests to 127.0.0.1:${port} only. This request names another host.`;
}

function sentAccessKeyId({ headers, url = '' }: RequestOrigin): string | undefined {
  const header = /^AWS4-HMAC-SHA256 +(?:.*[, ])?Credential=([^/,\s]+)\//.exec(headers.authorization ?? '');
  if (header !== null) return header[1];
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1));
  return query.get('X-Amz-Credential')?.split('/')[0];
}
