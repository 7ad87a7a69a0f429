import type { IncomingMessage } from 'node:http';
import { AwsError } from '../core/aws-error.ts';
import { decodeCbor, encodeCbor, InvalidCborError } from './cbor.ts';

/** The headers of a response of the protocol. */
export const cborHeaders = {
  'content-type': 'application/cbor',
  'smithy-protocol': 'rpc-v2-cbor',
} as const;

interface CborOperation {
  /** The prefix of `X-Amz-Target` in the service's JSON protocol. */
  readonly prefix: string;
  readonly operation: string;
}

const path = /^\/service\/(?<prefix>\w+)\/operation\/(?<operation>\w+)$/;

/**
 * Returns the operation of a request of the protocol RPC v2 CBOR, which the AWS CLI and boto3 use for CloudWatch. Returns
 * undefined for a request of another protocol.
 * https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
 */
export function cborOperation({ headers, url }: IncomingMessage): CborOperation | undefined {
  if (headers['smithy-protocol'] !== 'rpc-v2-cbor') return undefined;
  const { prefix = '', operation = '' } = path.exec(url ?? '')?.groups ?? {};
  return { prefix, operation };
}

/** @throws AwsError `SerializationException` */
export function cborInput(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return decodeCbor(body);
  } catch (error) {
    if (!(error instanceof InvalidCborError)) throw error;
    throw new AwsError('SerializationException', error.message);
  }
}

/** Returns the body of a response or an error. */
export function cborOutput(output: unknown): Buffer {
  return encodeCbor(output ?? {});
}
