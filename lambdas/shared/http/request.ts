import { entriesOf, type Fields, fieldsOf, flagOf, isAbsent, textOf, textsOf } from '../platform/fields.ts';

/** Owner and permissions of the key that a call was made with. */
export interface Caller {
  readonly owner: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
}

export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  readonly resource: string;
  /** Path of the call, including the stage. */
  readonly path: string;
  readonly caller: Caller | null;
  /** Decoded. A value with a malformed percent escape is unchanged. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Values by lower-case name. A name that was sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: { readonly text: string; readonly base64: boolean };
}

/**
 * Parses the proxy event of a REST API, with the fields that the functions read. API Gateway writes the event, and the
 * texts of the caller in it are parsed later.
 *
 * @throws FieldError
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function readRequest(event: unknown): HttpRequest {
  const fields = fieldsOf(event, 'event');
  const context = fieldsOf(fields.requestContext, 'requestContext');
  return {
    requestId: textOf(context.requestId, 'requestContext.requestId'),
    method: textOf(fields.httpMethod, 'httpMethod'),
    resource: textOf(fields.resource, 'resource'),
    path: textOf(context.path, 'requestContext.path'),
    caller: isAbsent(context.authorizer) ? null : callerOf(context.authorizer),
    pathParameters: Object.fromEntries(entriesOf(fields, 'pathParameters', encodedTextOf)),
    query: valuesOf(fields, 'multiValueQueryStringParameters', 'queryStringParameters', (name) => name),
    headers: valuesOf(fields, 'multiValueHeaders', 'headers', (name) => name.toLowerCase()),
    body: {
      text: isAbsent(fields.body) ? '' : textOf(fields.body, 'body'),
      base64: isAbsent(fields.isBase64Encoded) ? false : flagOf(fields.isBase64Encoded, 'isBase64Encoded'),
    },
  };
}

/** Decodes a path parameter. A REST API decodes the parameters of the query only. */
function encodedTextOf(value: unknown, field: string): string {
  const text = textOf(value, field);
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function callerOf(authorizer: unknown): Caller {
  const { owner, keyId, scopes } = fieldsOf(authorizer, 'authorizer');
  return {
    owner: textOf(owner, 'authorizer.owner'),
    keyId: textOf(keyId, 'authorizer.keyId'),
    scopes: textOf(scopes, 'authorizer.scopes')
      .split(' ')
      .filter((scope) => scope !== ''),
  };
}

/** Returns the values of parameters that API Gateway sends as lists, and in older test events as single values. */
function valuesOf(
  fields: Fields,
  manyField: string,
  singleField: string,
  nameOf: (name: string) => string,
): Map<string, readonly string[]> {
  const many = entriesOf(fields, manyField, textsOf);
  const single = entriesOf(fields, singleField, (value, field) => [textOf(value, field)]);
  const values = new Map<string, readonly string[]>();
  for (const [name, sent] of isAbsent(fields[manyField]) ? single : many) {
    values.set(nameOf(name), [...(values.get(nameOf(name)) ?? []), ...sent]);
  }
  return values;
}
