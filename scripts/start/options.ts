import { parseArgs } from 'node:util';

export const help = `Runs the whole deployment on this machine: no AWS account, no Docker, no provider key.

  npm start -- [options]

  --port <n>             port of the HTTP API on 127.0.0.1 (4100; 0 takes a free one)
  --simulator-port <n>   port of the simulated provider, and the one after it (4110)
  --state <folder>       where everything is kept between two starts (.local)
  --settings <file>      JSON with settings of the deployment, on top of voiceDesign in cdk.json
  --time-scale <n>       waits, retries, deadlines, schedules and the simulator's reviews are n times shorter (1)
  --review-seconds <n>   how long the simulator reviews a CosyVoice voice, before the time scale (5)
  --explain              print what of the template has an effect here, what has none and why; start nothing
  -h, --help

With DASHSCOPE_API_KEY set it talks to the real provider and starts no simulator; DASHSCOPE_SCOPE (mainland),
DASHSCOPE_WORKSPACE_ID and DASHSCOPE_HTTP_BASE_URL go with it. npm stop ends everything; Ctrl-C does too.
`;

/** The command line is wrong; one line that says where. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface StartOptions {
  readonly help: boolean;
  readonly explain: boolean;
  readonly port: number;
  readonly simulatorPort: number;
  readonly state: string;
  /** A file, or null for what cdk.json says. */
  readonly settings: string | null;
  readonly timeScale: number;
  readonly reviewSeconds: number;
}

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const known = {
  help: { ...flag, short: 'h' },
  explain: flag,
  port: { ...text, default: '4100' },
  'simulator-port': { ...text, default: '4110' },
  state: { ...text, default: '.local' },
  settings: text,
  'time-scale': { ...text, default: '1' },
  'review-seconds': { ...text, default: '5' },
} as const;

/** @throws UsageError */
export function readOptions(args: readonly string[]): StartOptions {
  const values = parsed(args);
  return {
    help: values.help,
    explain: values.explain,
    port: port('port', values.port),
    simulatorPort: port('simulator-port', values['simulator-port']),
    state: values.state,
    settings: values.settings ?? null,
    timeScale: number('time-scale', values['time-scale'], 1),
    reviewSeconds: number('review-seconds', values['review-seconds'], 0),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: known, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Node adds advice behind the first sentence, which says it all.
    throw new UsageError(error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : String(error));
  }
}

function number(option: string, value: string, least: number): number {
  const parsedNumber = Number(value);
  if (value.trim() !== '' && Number.isFinite(parsedNumber) && parsedNumber >= least) return parsedNumber;
  throw new UsageError(`--${option} wants a number of at least ${least}`);
}

function port(option: string, value: string): number {
  if (/^[0-9]{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`--${option} wants a port, 0 to 65535`);
}
