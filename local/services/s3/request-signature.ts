import type { IncomingHttpHeaders } from 'node:http';
import { region } from '../../core/aws-account.ts';
import {
  type CredentialScope,
  isSameSignature,
  parseAmzTime,
  type SignableRequest,
  signatureOf,
} from '../../http/sigv4.ts';
import { S3Error } from './s3-error.ts';

/** A request as S3 received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** The path as sent, percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** The authentication that a request carries in its query (a signed link) or its headers. */
interface Claim {
  readonly isLink: boolean;
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  readonly signedAt: Date;
  /** The lifetime of a link. */
  readonly expiresSeconds: number;
  readonly payloadHash: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
const linkParameters = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature'] as const;
const maxLinkSeconds = 7 * 24 * 60 * 60;
const maxSkewMilliseconds = 15 * 60 * 1000;

/** @throws S3Error for a signed link with an `Authorization` header */
export function refuseTwoMechanisms({ query, headers }: ReceivedRequest): void {
  if (!isLink(query) || headers.authorization === undefined) return;
  const message =
    'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified';
  throw new S3Error(400, 'InvalidArgument', message, { ArgumentName: 'Authorization' });
}

/**
 * Reads the authentication of a request.
 * @returns undefined for a request without authentication
 * @throws S3Error for incomplete or malformed authentication
 */
export function readClaim(request: ReceivedRequest): Claim | undefined {
  const { authorization } = request.headers;
  if (isLink(request.query)) return linkClaim(request);
  return authorization === undefined ? undefined : headerClaim(request, authorization);
}

function isLink(query: URLSearchParams): boolean {
  return linkParameters.some((name) => query.has(`X-Amz-${name}`));
}

/**
 * Verifies the time and the signature of a request.
 * @throws S3Error
 */
export function verifyClaim(
  claim: Claim,
  request: ReceivedRequest,
  secretAccessKey: string,
  now: Date,
): void {
  verifyTime(claim, now);
  const unsigned = Object.keys(request.headers).filter(
    (name) =>
      (name === 'host' ||
        (name.startsWith('x-amz-') && !(claim.isLink && name === 'x-amz-content-sha256'))) &&
      !claim.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) {
    const message = 'There were headers present in the request which were not signed';
    throw new S3Error(403, 'AccessDenied', message, { HeadersNotSigned: unsigned.join(', ') });
  }
  const { signedHeaders, payloadHash, scope, time } = claim;
  const query = [...request.query].filter(([name]) => !(claim.isLink && name === 'X-Amz-Signature'));
  const signable: SignableRequest = { ...request, query, signedHeaders, payloadHash };
  const expected = signatureOf(signable, time, scope, secretAccessKey);
  if (isSameSignature(expected.signature, claim.signature)) return;
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  throw new S3Error(403, 'SignatureDoesNotMatch', message, {
    AWSAccessKeyId: claim.accessKeyId,
    StringToSign: expected.stringToSign,
    SignatureProvided: claim.signature,
    CanonicalRequest: expected.canonicalRequest,
  });
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
function verifyTime({ isLink, signedAt, expiresSeconds }: Claim, now: Date): void {
  const age = now.getTime() - signedAt.getTime();
  const ServerTime = now.toISOString();
  if (!isLink) {
    if (Math.abs(age) <= maxSkewMilliseconds) return;
    const message = 'The difference between the request time and the current time is too large.';
    const MaxAllowedSkewMilliseconds = String(maxSkewMilliseconds);
    const RequestTime = signedAt.toISOString();
    throw new S3Error(403, 'RequestTimeTooSkewed', message, {
      RequestTime,
      ServerTime,
      MaxAllowedSkewMilliseconds,
    });
  }
  if (age < -maxSkewMilliseconds) throw new S3Error(403, 'AccessDenied', 'Request is not valid yet');
  if (age <= expiresSeconds * 1000) return;
  const Expires = new Date(signedAt.getTime() + expiresSeconds * 1000).toISOString();
  const details = { 'X-Amz-Expires': String(expiresSeconds), Expires, ServerTime };
  throw new S3Error(403, 'AccessDenied', 'Request has expired', details);
}

function linkClaim({ query }: ReceivedRequest): Claim {
  const invalid = (message: string, details?: Readonly<Record<string, string>>) =>
    new S3Error(400, 'AuthorizationQueryParametersError', message, details);
  const of = (name: (typeof linkParameters)[number]) => query.get(`X-Amz-${name}`) ?? '';
  if (linkParameters.some((name) => of(name) === '')) {
    throw invalid(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (of('Algorithm') !== 'AWS4-HMAC-SHA256')
    throw invalid('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  if (!/^-?\d{1,10}$/.test(of('Expires'))) throw invalid('X-Amz-Expires should be a number');
  const expiresSeconds = Number(of('Expires'));
  if (expiresSeconds < 0) throw invalid('X-Amz-Expires must be non-negative');
  if (expiresSeconds > maxLinkSeconds) {
    throw invalid(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${maxLinkSeconds} seconds`,
    );
  }
  const signedAt = parseAmzTime(of('Date'));
  if (signedAt === undefined)
    throw invalid("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  return {
    isLink: true,
    ...credentialOf(of('Credential'), of('Date'), (problem, details) =>
      invalid(`Error parsing the X-Amz-Credential parameter; ${problem}`, details),
    ),
    signedHeaders: of('SignedHeaders').toLowerCase().split(';'),
    signature: of('Signature'),
    time: of('Date'),
    signedAt,
    expiresSeconds,
    payloadHash: query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html */
function headerClaim({ headers }: ReceivedRequest, authorization: string): Claim {
  const malformed = (problem: string, details?: Readonly<Record<string, string>>) =>
    new S3Error(
      400,
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; ${problem}`,
      details,
    );
  const [, parameters] = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(authorization) ?? [];
  if (parameters === undefined) throw new S3Error(400, 'InvalidArgument', 'Unsupported Authorization Type');
  const of = (name: string) => new RegExp(`(?:^|[,\\s])${name}=([^,\\s]+)`).exec(parameters)?.[1] ?? '';
  const [credential, signedHeaders, signature] = [of('Credential'), of('SignedHeaders'), of('Signature')];
  if (credential === '' || signedHeaders === '' || signature === '')
    throw malformed(
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    );
  const payloadHash = headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string')
    throw new S3Error(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  const time = String(headers['x-amz-date'] ?? headers.date ?? '');
  const signedAt = parseAmzTime(time);
  if (signedAt === undefined)
    throw new S3Error(403, 'AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  return {
    isLink: false,
    ...credentialOf(credential, time, malformed),
    signedHeaders: signedHeaders.toLowerCase().split(';'),
    signature,
    time,
    signedAt,
    expiresSeconds: 0,
    payloadHash,
  };
}

function credentialOf(
  credential: string,
  time: string,
  error: (problem: string, details?: Readonly<Record<string, string>>) => S3Error,
): { readonly accessKeyId: string; readonly scope: CredentialScope } {
  const parts = credential.split('/');
  const [accessKeyId = '', date = '', sentRegion = '', service = '', terminator = ''] = parts;
  if (parts.length !== 5 || terminator !== 'aws4_request')
    throw error(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  if (date !== time.slice(0, 8))
    throw error(`Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${time}".`);
  if (sentRegion !== region)
    throw error(`the region '${sentRegion}' is wrong; expecting '${region}'`, { Region: region });
  if (service !== 's3') throw error(`incorrect service "${service}". This endpoint belongs to "s3".`);
  return { accessKeyId, scope: { date, region, service } };
}
