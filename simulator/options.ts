import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { developmentKeys, type KeyGrant } from './accounts.ts';
import type { SimulatorOptions } from './server.ts';
import { settingsChangeSchema } from './settings.ts';
import type { Scope } from './vocabulary.ts';

/** An invalid command line. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

export interface Command {
  readonly help: boolean;
  readonly quiet: boolean;
  readonly options: SimulatorOptions;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const definitions = {
  help: { ...flag, short: 'h' },
  quiet: flag,
  host: text,
  port: text,
  'international-port': text,
  state: text,
  'mainland-key': { ...text, multiple: true },
  'international-key': { ...text, multiple: true },
  'review-seconds': text,
  'reject-share': text,
  'latency-ms': text,
  'time-scale': text,
  'voice-cap': text,
  'cosyvoice-rps': text,
  'qwen-rpm': text,
  'qwen-retired': flag,
  'accept-unknown-models': flag,
  'opaque-ids': flag,
  'no-marks': flag,
  'max-preview-seconds': text,
  seed: text,
} as const;

const defaultPort = 4110;

type Values = ReturnType<typeof parseOptions>;

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, allowPositionals: false, strict: true }).values;
  } catch (error) {
    // Node appends advice to the message. Only its first sentence is useful here.
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error));
  }
}

function parseNumber(option: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${option} must be a number`);
  return number;
}

function parsePort(option: string, value: string): number {
  const number = parseNumber(option, value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new UsageError(`--${option} must be a port, 0 to 65535`);
}

/** Parses `key` or `key=account`. Keys of one account see the same voices. */
function parseKeys(scope: Scope, values: readonly string[] | undefined): KeyGrant[] {
  if (values === undefined) return developmentKeys.filter((grant) => grant.scope === scope);
  return values.map((value) => {
    const [key = '', name = 'local'] = value.split('=');
    if (!/^\S+$/.test(key) || name === '')
      throw new UsageError(`--${scope}-key must be <key> or <key>=<account>`);
    return { key, scope, name };
  });
}

/** @throws UsageError */
function parseSettings(values: Values) {
  const numeric = <Name extends string>(name: Name, option: keyof typeof definitions) => {
    const value = values[option];
    return typeof value === 'string' ? { [name]: parseNumber(option, value) } : {};
  };
  const settings = settingsChangeSchema.safeParse({
    ...numeric('reviewSeconds', 'review-seconds'),
    ...numeric('rejectShare', 'reject-share'),
    ...numeric('timeScale', 'time-scale'),
    ...numeric('voiceCap', 'voice-cap'),
    ...numeric('cosyvoiceCallsPerSecond', 'cosyvoice-rps'),
    ...numeric('qwenCallsPerMinute', 'qwen-rpm'),
    ...numeric('maxPreviewSeconds', 'max-preview-seconds'),
    ...numeric('seed', 'seed'),
    ...numeric('latencyMs', 'latency-ms'),
    marks: !values['no-marks'],
    qwenRetired: values['qwen-retired'] ? 'endpoint-access-denied' : 'no',
    voiceIds: values['opaque-ids'] ? 'opaque' : 'documented',
    unknownTargetModels: values['accept-unknown-models'] ? 'accept' : 'refuse',
  });
  if (settings.success) return settings.data;
  const [issue] = settings.error.issues;
  throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** Parses the command line. @throws UsageError */
export function readCommand(args: readonly string[]): Command {
  const values = parseOptions(args);
  const settings = parseSettings(values);
  const internationalPort = values['international-port'];
  if (values.port === '65535' && internationalPort === undefined) {
    throw new UsageError('--international-port is required with --port 65535');
  }
  return {
    help: values.help ?? false,
    quiet: values.quiet ?? false,
    options: {
      ...(values.host === undefined ? {} : { host: values.host }),
      port: values.port === undefined ? defaultPort : parsePort('port', values.port),
      ...(internationalPort === undefined
        ? {}
        : { internationalPort: parsePort('international-port', internationalPort) }),
      ...(values.state === undefined ? {} : { stateFolder: resolve(values.state) }),
      keys: [
        ...parseKeys('mainland', values['mainland-key']),
        ...parseKeys('international', values['international-key']),
      ],
      settings,
    },
  };
}
