/** Fields of a log line: names and numbers, never texts, keys or whole events. */
export interface LogFields {
  readonly voiceId?: string;
  readonly auditionId?: string;
  readonly alias?: string;
  readonly run?: number;
  readonly attempt?: number;
  readonly providerVoiceId?: string;
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
  readonly owner?: string;
  readonly keyId?: string;
  readonly error?: string;
}

export interface Log {
  info(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** Writes each message as a line of JSON, whose fields CloudWatch Logs Insights can query. */
export const log: Log = {
  info: (message, fields) => write('INFO', message, fields),
  error: (message, fields) => write('ERROR', message, fields),
};

function write(level: string, message: string, fields: LogFields = {}): void {
  process.stdout.write(`${JSON.stringify({ level, message, ...fields })}\n`);
}
