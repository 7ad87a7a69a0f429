import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { developmentKeys, type KeyGrant } from './accounts.ts';
import type { Scope } from './families.ts';
import type { SimulatorOptions } from './server.ts';
import { settingsChangeSchema } from './settings.ts';

/** The command line is wrong; one line that says where. */
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
const known = {
  help: { ...flag, short: 'h' },
  quiet: flag,
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

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: false, strict: true }).values;
  } catch (error) {
    // Node adds advice on further lines; the first sentence says it all.
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error));
  }
}

function numeric(option: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw new UsageError(`--${option} wants a number`);
  return number;
}

function port(option: string, value: string): number {
  const number = numeric(option, value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new UsageError(`--${option} wants a port, 0 to 65535`);
}

/** `key` or `key=account`: keys with one account see the same voices. */
function grants(scope: Scope, given: readonly string[] | undefined): KeyGrant[] {
  if (given === undefined) return developmentKeys.filter((grant) => grant.scope === scope);
  return given.map((entry) => {
    const [key = '', name = 'local'] = entry.split('=');
    if (!/^\S+$/.test(key) || name === '')
      throw new UsageError(`--${scope}-key wants <key> or <key>=<account>`);
    return { key, scope, name };
  });
}

/** @throws UsageError */
export function readCommand(args: readonly string[]): Command {
  const values = parsed(args);
  const setting = <Name extends string>(name: Name, option: keyof typeof known) => {
    const value = values[option];
    return typeof value === 'string' ? { [name]: numeric(option, value) } : {};
  };
  const settings = settingsChangeSchema.safeParse({
    ...setting('reviewSeconds', 'review-seconds'),
    ...setting('rejectShare', 'reject-share'),
    ...setting('timeScale', 'time-scale'),
    ...setting('voiceCap', 'voice-cap'),
    ...setting('cosyvoiceCallsPerSecond', 'cosyvoice-rps'),
    ...setting('qwenCallsPerMinute', 'qwen-rpm'),
    ...setting('maxPreviewSeconds', 'max-preview-seconds'),
    ...setting('seed', 'seed'),
    ...setting('latencyMs', 'latency-ms'),
    marks: !values['no-marks'],
    qwenRetired: values['qwen-retired'] ? 'endpoint-access-denied' : 'no',
    voiceIds: values['opaque-ids'] ? 'opaque' : 'documented',
    unknownTargetModels: values['accept-unknown-models'] ? 'accept' : 'refuse',
  });
  if (!settings.success) {
    const [issue] = settings.error.issues;
    throw new UsageError(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const international = values['international-port'];
  if (values.port === '65535' && international === undefined) {
    throw new UsageError('no port follows 65535: give --international-port');
  }
  return {
    help: values.help ?? false,
    quiet: values.quiet ?? false,
    options: {
      port: values.port === undefined ? defaultPort : port('port', values.port),
      ...(international === undefined
        ? {}
        : { internationalPort: port('international-port', international) }),
      ...(values.state === undefined ? {} : { stateFolder: resolve(values.state) }),
      keys: [
        ...grants('mainland', values['mainland-key']),
        ...grants('international', values['international-key']),
      ],
      settings: settings.data,
    },
  };
}
