import { embedMetrics, type Measurement } from './metrics.ts';

/** Fields of a log line: names and numbers, never texts, keys or whole events. */
export interface LogFields {
  readonly voiceId?: string;
  readonly auditionId?: string;
  readonly alias?: string;
  readonly run?: number;
  /** Name of the execution that works on the voice. */
  readonly execution?: string;
  readonly attempt?: number;
  readonly providerVoiceId?: string;
  readonly operation?: string;
  readonly family?: string;
  readonly scope?: string;
  readonly outcome?: string;
  readonly status?: string;
  readonly code?: string;
  readonly providerCode?: string;
  readonly requestId?: string;
  /** Id of an inbound event. */
  readonly eventId?: string;
  readonly detailType?: string;
  readonly providerRequestId?: string;
  readonly httpStatus?: number;
  /** Media type of the provider's answer. */
  readonly contentType?: string;
  readonly milliseconds?: number;
  /** Owner of the API key that requested the voice, or that made the call. */
  readonly owner?: string;
  readonly keyId?: string;
  readonly error?: string;
}

/** The measurements of a line become metrics of CloudWatch. */
type Write = (message: string, fields?: LogFields, measurements?: readonly Measurement[]) => void;

export interface Log {
  readonly info: Write;
  readonly error: Write;
}

/** Writes each message as a line of JSON, whose fields CloudWatch Logs Insights can query. */
export const log: Log = {
  info: (...line) => write('INFO', ...line),
  error: (...line) => write('ERROR', ...line),
};

function write(
  level: string,
  message: string,
  ...[fields, measurements = []]: Tail<Parameters<Write>>
): void {
  const { DEPLOYMENT, _X_AMZN_TRACE_ID: trace } = process.env;
  // Only a deployed function has metrics.
  const embedded =
    DEPLOYMENT && measurements.length > 0 ? embedMetrics(measurements, DEPLOYMENT, Date.now()) : {};
  // Lambda sets the trace of the invocation: Root=<id>;Parent=<id>;Sampled=<0 or 1>.
  const traceId = /Root=([0-9a-f-]+)/.exec(trace ?? '')?.[1];
  const line = { level, message, ...fields, ...(traceId && { traceId }), ...embedded };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

type Tail<List extends readonly unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never;
