import type { IncomingMessage } from 'node:http';
import type { AwsError } from '../core/aws-error.ts';
import type { Principal } from '../core/principal.ts';

/** An operation of the Query protocol. It takes the form's parameters and returns the members of its result. */
export type QueryOperation = (
  parameters: URLSearchParams,
  caller: Principal,
) => Promise<Readonly<Record<string, string>>>;

/**
 * A service that uses AWS's Query protocol: `POST /` with the form parameters `Action` and `Version`, answers in XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export interface QueryService {
  readonly version: string;
  readonly namespace: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

/** Returns true for a request of the Query protocol. Requests of the JSON protocols have a target. */
export function isQueryRequest({ method, url, headers }: IncomingMessage): boolean {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return method === 'POST' && url === '/' && isForm && headers['x-amz-target'] === undefined;
}

/** Returns the body of a successful answer. */
export function queryResult(
  action: string,
  { namespace }: QueryService,
  result: Readonly<Record<string, string>>,
  requestId: string,
): string {
  const members = Object.entries(result).map(([name, value]) => element(name, escapeXml(value)));
  return element(
    `${action}Response`,
    element(`${action}Result`, members.join('')) +
      element('ResponseMetadata', element('RequestId', requestId)),
    ` xmlns="${namespace}"`,
  );
}

/** Returns the body of an error. */
export function queryError({ type, message, statusCode }: AwsError, requestId: string): string {
  const fault = statusCode < 500 ? 'Sender' : 'Receiver';
  const parts = [
    element('Type', fault),
    element('Code', escapeXml(type)),
    element('Message', escapeXml(message)),
  ].join('');
  return element('ErrorResponse', element('Error', parts) + element('RequestId', requestId));
}

function element(name: string, content: string, attributes = ''): string {
  return `<${name}${attributes}>${content}</${name}>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
