import type { IncomingHttpHeaders } from 'node:http';
import type { Mismatch } from '../../models/mismatches.ts';
import { models } from '../../models/model-table.ts';
import { OperationChecks } from '../../models/operation-checks.ts';
import { S3Error } from './s3-error.ts';

const checks = new OperationChecks('s3');
const { operations, shapes } = models('s3');

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const maxKeyBytes = 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
const maxMetadataBytes = 2048;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const maxTags = { count: 10, key: 128, value: 256 };

export interface ObjectRequest {
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Checks a request of an operation that the models have. Other operations pass.
 * @throws S3Error
 */
export function checkRequest(request: ObjectRequest): void {
  const operation = operationOf(request);
  if (operation === undefined) return;
  const [first] = checks.mismatches(operation, inputOf(operation, request));
  if (first !== undefined) throw errorOf(first);
  if (operation !== 'PutObject') return;
  checkMetadata(request.headers);
  checkTags(request.headers['x-amz-tagging']);
}

const subresources = ['acl', 'attributes', 'partNumber', 'tagging', 'uploadId', 'uploads', 'versions'];
const objectOperations: Readonly<Record<string, string>> = {
  DELETE: 'DeleteObject',
  GET: 'GetObject',
  HEAD: 'HeadObject',
  PUT: 'PutObject',
};

function operationOf({ method, path, query, headers }: ObjectRequest): string | undefined {
  if (subresources.some((name) => query.has(name)) || headers['x-amz-copy-source'] !== undefined)
    return undefined;
  if (/^\/[^/]+\/.+/.test(path)) return objectOperations[method];
  return method === 'GET' && query.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
}

/** Returns the members of a request, with the text of headers and query parameters converted to the types of the model. */
function inputOf(operation: string, { path, query, headers }: ObjectRequest): Record<string, unknown> {
  const { bindings = {}, input = '' } = operations[operation] ?? {};
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const values: Record<string, unknown> = { Bucket: decoded(bucket), Key: decoded(key) };
  checkKey(decoded(key));
  for (const [member, binding] of Object.entries(bindings)) {
    const [place, name = ''] = binding.split(' ');
    const text = place === 'header' ? headers[name] : query.get(name);
    if (typeof text !== 'string') continue;
    values[member] = convert(text, shapes[shapes[input]?.members?.[member] ?? '']?.type);
  }
  return values;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

function convert(text: string, type: string | undefined): unknown {
  switch (type) {
    case 'integer':
    case 'long':
    case 'double':
      return /^-?\d+$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || (text === 'false' ? false : text);
    case 'list':
      return text.split(',').map((item) => item.trim());
    default:
      return text;
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList */
function errorOf({ kind, path, value, message }: Mismatch): S3Error {
  const [member = ''] = path;
  if (member === 'maxKeys') {
    const reason = 'Provided max-keys not an integer or within integer range';
    return new S3Error(400, 'InvalidArgument', reason, { ArgumentName: 'max-keys' });
  }
  if (member === 'storageClass') {
    return new S3Error(400, 'InvalidStorageClass', 'The storage class you specified is not valid');
  }
  const details = { ArgumentName: member, ...(kind === 'constraint' && { ArgumentValue: String(value) }) };
  return new S3Error(400, 'InvalidArgument', message, details);
}

function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size <= maxKeyBytes) return;
  const details = { Size: String(size), MaxSizeAllowed: String(maxKeyBytes) };
  throw new S3Error(400, 'KeyTooLongError', 'Your key is too long', details);
}

function checkMetadata(headers: IncomingHttpHeaders): void {
  const prefix = 'x-amz-meta-';
  const entries = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  const bytes = ([name, value]: [string, unknown]) =>
    Buffer.byteLength(name.slice(prefix.length) + String(value));
  const size = entries.reduce((sum, entry) => sum + bytes(entry), 0);
  if (size <= maxMetadataBytes) return;
  const details = { Size: String(size), MaxSizeAllowed: String(maxMetadataBytes) };
  const message = 'Your metadata headers exceed the maximum allowed metadata size';
  throw new S3Error(400, 'MetadataTooLarge', message, details);
}

function checkTags(tagging: string | string[] | undefined): void {
  const tags = [...new URLSearchParams(String(tagging ?? ''))];
  if (tags.length > maxTags.count) {
    throw new S3Error(400, 'BadRequest', `Object tags cannot be greater than ${maxTags.count}`);
  }
  for (const [key, value] of tags) {
    if (key === '' || key.length > maxTags.key) {
      throw new S3Error(400, 'InvalidTag', 'The TagKey you have provided is invalid');
    }
    if (value.length > maxTags.value) {
      throw new S3Error(400, 'InvalidTag', 'The TagValue you have provided is invalid');
    }
  }
}
