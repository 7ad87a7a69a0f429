import { parseArgs } from 'node:util';
import { optionsErrorMessage } from '../launch/options-error.mjs';

export const help = `Runs the whole deployment on this machine, without an AWS account, Docker or a provider key.

  npm start -- [options]

Values in parentheses are defaults.

  --port <n>             port of the HTTP API on 127.0.0.1 (4100; 0 selects a free port)
  --simulator-port <n>   first of the simulated provider's two ports (4110)
  --state <folder>       folder for the state, which the next start continues with (.local)
  --settings <file>      JSON file with settings that are added to voiceDesign in cdk.json
  --assembly <folder>    run a stack of this synthesized cloud assembly (cdk.out) instead of this project's own
  --stack <name>         the stack of --assembly, if it contains several
  --time-scale <n>       divide waits, retries, deadlines, schedules and the simulator's reviews by this number (1)
  --review-seconds <n>   how long the simulator reviews a CosyVoice voice, before the time scale (5)
  --import-existing-resources
                         take over resources of the template's names that a deleted stack has retained
  --explain              print which template properties are supported, ignored or refused, and exit
  -h, --help             print this help

If DASHSCOPE_API_KEY is set, the stack uses the real provider and starts no simulator. DASHSCOPE_SCOPE (mainland),
DASHSCOPE_WORKSPACE_ID and DASHSCOPE_HTTP_BASE_URL configure it. Ctrl-C or npm stop ends the stack.
`;

/** An invalid command line or environment. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface StartOptions {
  readonly help: boolean;
  readonly explain: boolean;
  /** True to take over retained resources. */
  readonly importExistingResources: boolean;
  readonly port: number;
  readonly simulatorPort: number;
  readonly state: string;
  /** A file with settings, or null for those of cdk.json. */
  readonly settings: string | null;
  /** The cloud assembly of another app, or null for the project's own stack. */
  readonly assembly: string | null;
  /** The name of a stack of that assembly, or null for its only one. */
  readonly stack: string | null;
  readonly timeScale: number;
  readonly reviewSeconds: number;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const definitions = {
  help: { ...flag, short: 'h' },
  explain: flag,
  'import-existing-resources': flag,
  port: { ...text, default: '4100' },
  'simulator-port': { ...text, default: '4110' },
  state: { ...text, default: '.local' },
  settings: text,
  assembly: text,
  stack: text,
  'time-scale': { ...text, default: '1' },
  'review-seconds': { ...text, default: '5' },
} as const;

/** Parses the command line. @throws UsageError */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parseOptions(args);
  if (values.stack !== undefined && values.assembly === undefined) {
    throw new UsageError('--stack names a stack of --assembly, which is missing');
  }
  if (values.settings !== undefined && values.assembly !== undefined) {
    throw new UsageError('--settings has no effect on the stack of --assembly, which is synthesized already');
  }
  return {
    help: values.help,
    explain: values.explain,
    importExistingResources: values['import-existing-resources'],
    port: parsePort('port', values.port),
    simulatorPort: parsePort('simulator-port', values['simulator-port']),
    state: values.state,
    settings: values.settings ?? null,
    assembly: values.assembly ?? null,
    stack: values.stack ?? null,
    timeScale: parseNumber('time-scale', values['time-scale'], 1),
    reviewSeconds: parseNumber('review-seconds', values['review-seconds'], 0),
  };
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: definitions, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(optionsErrorMessage(error));
  }
}

function parseNumber(option: string, value: string, min: number): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && number >= min) return number;
  throw new UsageError(`--${option} must be a number of at least ${min}`);
}

function parsePort(option: string, value: string): number {
  if (/^[0-9]{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`--${option} must be a port, 0 to 65535`);
}
