import { randomUUID } from 'node:crypto';

/** An error response of a service. */
export interface ServiceFailure {
  readonly statusCode: number;
  /** The service's error code. */
  readonly code: string;
  readonly message: string;
}

/** Returns the Cause of an optimized integration, which uses version 1 of the Java SDK. */
export function optimizedCause(service: string, { statusCode, code, message }: ServiceFailure): string {
  return `${message} (Service: ${service}; Status Code: ${statusCode}; Error Code: ${code}; Request ID: ${randomUUID()}; Proxy: null)`;
}

/** Returns the Cause of an `aws-sdk` integration, which uses version 2 of the Java SDK. */
export function sdkCause(
  service: string,
  { statusCode, message }: Omit<ServiceFailure, 'code'>,
  extendedRequestId?: string,
): string {
  const extended = extendedRequestId === undefined ? '' : `, Extended Request ID: ${extendedRequestId}`;
  return `${message} (Service: ${service}, Status Code: ${statusCode}, Request ID: ${randomUUID()}${extended})`;
}
