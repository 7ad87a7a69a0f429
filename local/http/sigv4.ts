import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The secret access key of every access key id. Only the owner of the state folder can read the ids. */
export const localSecretAccessKey = 'local';

/** The parts of an HTTP request that Signature Version 4 signs. */
export interface SignableRequest {
  readonly method: string;
  /** The path as sent, percent-encoded. */
  readonly path: string;
  /** The parameters of the query, without the signature. */
  readonly query: Iterable<readonly [name: string, value: string]>;
  readonly headers: IncomingHttpHeaders;
  /** The names of the signed headers in lower case. */
  readonly signedHeaders: readonly string[];
  /** The SHA-256 of the body in hexadecimal, or a constant such as `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string;
}

/** The scope of a signing key: `<date>/<region>/<service>/aws4_request`. */
export interface CredentialScope {
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Signature {
  /** Lower-case hexadecimal. */
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/**
 * Signs a request to S3, whose paths are encoded once and not normalized.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 * @param time `YYYYMMDDTHHMMSSZ`
 * @throws URIError if the path is not encoded UTF-8
 */
export function signatureOf(
  request: SignableRequest,
  time: string,
  scope: CredentialScope,
  secretAccessKey: string,
): Signature {
  const canonicalRequest = canonicalRequestOf(request);
  const scopeText = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const stringToSign = `${algorithm}\n${time}\n${scopeText}\n${sha256(canonicalRequest)}`;
  const signature = createHmac('sha256', signingKey(scope, secretAccessKey))
    .update(stringToSign)
    .digest('hex');
  return { signature, canonicalRequest, stringToSign };
}

/** Compares two signatures in constant time. */
export function isSameSignature(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

/**
 * Returns the headers that sign a request of the runner itself to the local S3, without a body.
 */
export function signedS3Headers(
  { method, url, region }: { readonly method: string; readonly url: URL; readonly region: string },
  accessKeyId: string,
  now = new Date(),
): Record<string, string> {
  const time = amzTime(now);
  const scope = { date: time.slice(0, 8), region, service: 's3' };
  const signed = { 'x-amz-content-sha256': sha256(''), 'x-amz-date': time };
  const headers = { host: url.host, ...signed };
  const signedHeaders = Object.keys(headers);
  const { signature } = signatureOf(
    { method, path: url.pathname, query: url.searchParams, headers, signedHeaders, payloadHash: sha256('') },
    time,
    scope,
    localSecretAccessKey,
  );
  const credential = `${accessKeyId}/${scope.date}/${region}/s3/aws4_request`;
  return {
    ...signed,
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}

/** Returns a time in the form `YYYYMMDDTHHMMSSZ`. */
export function amzTime(time: Date): string {
  return time.toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}

/** Parses a time in the form `YYYYMMDDTHHMMSSZ`. Returns undefined for any other text. */
export function parseAmzTime(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text) ?? [];
  if (second === undefined) return undefined;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds);
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function canonicalRequestOf({ method, path, query, headers, signedHeaders, payloadHash }: SignableRequest) {
  const parameters = [...query]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue));
  const names = signedHeaders.toSorted(compare);
  return [
    method,
    decodeURIComponent(path).split('/').map(encoded).join('/'),
    parameters.map(([name, value]) => `${name}=${value}`).join('&'),
    ...names.map((name) => `${name}:${canonicalValue(headers[name])}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalValue(value: string | readonly string[] | undefined): string {
  const values = typeof value === 'string' ? [value] : (value ?? []);
  return values.map((each) => each.trim().replaceAll(/ +/g, ' ')).join(',');
}

/** Encodes everything but unreserved characters, as RFC 3986 defines them. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** The keys of recent scopes. A key costs four HMACs and is the same for a day. */
const signingKeys = new Map<string, Buffer>();

function signingKey({ date, region, service }: CredentialScope, secretAccessKey: string): Buffer {
  const name = JSON.stringify([secretAccessKey, date, region, service]);
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const key = [date, region, service, 'aws4_request'].reduce<Buffer>(
    (from, part) => createHmac('sha256', from).update(part).digest(),
    Buffer.from(`AWS4${secretAccessKey}`),
  );
  if (signingKeys.size > 100) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}
