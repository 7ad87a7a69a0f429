import { parseArgs, types } from 'node:util';
import { errorCode } from '../errors/error-code.ts';
import type { ExitCode } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { didYouMean } from './suggestion.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help: `FILE`. */
  readonly value?: string;
  /** All values that are allowed; a shell completes them. */
  readonly choices?: readonly string[];
  readonly says: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** How often an argument without a name is given. */
export interface ArgumentSpec {
  readonly name: string;
  readonly says: string;
  readonly least: number;
  readonly most: number;
}

export interface Example {
  readonly command: string;
  readonly says: string;
}

/** What a command is, as its help and docs/cli.md tell it. */
export interface CommandDescription {
  /** `create`; `keys create`. */
  readonly name: string;
  readonly summary: string;
  /** What follows the name, a line a way of calling. */
  readonly usage: readonly string[];
  readonly details?: readonly string[];
  readonly argument?: ArgumentSpec;
  readonly options: OptionSpecs;
  readonly examples: readonly Example[];
}

export interface Command extends CommandDescription {
  /** @param args what follows the command's name @throws UsageError */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

/** Options that every command has. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h', says: 'this help' },
} as const satisfies OptionSpecs;

type Parsed<Options extends OptionSpecs> = ReturnType<
  typeof parseArgs<{ options: Options; strict: true; allowPositionals: true }>
>;

export interface Input<Options extends OptionSpecs> {
  readonly values: Parsed<Options>['values'];
  /** As many as the description of the argument allows. */
  readonly arguments: readonly string[];
}

/** A command of its description and what it does with options and arguments that were read by it. */
export function command<const Options extends OptionSpecs>(
  description: CommandDescription & { readonly options: Options },
  act: (input: Input<Options>, terminal: Terminal) => Promise<ExitCode>,
): Command {
  return {
    ...description,
    run: async (args, terminal) => act(read(description, args), terminal),
  };
}

function read<const Options extends OptionSpecs>(
  description: CommandDescription & { readonly options: Options },
  args: readonly string[],
): Input<Options> {
  const parsed = parsedOrRefused(description.options, args);
  const { name, argument } = description;
  const { least, most } = argument ?? { least: 0, most: 0 };
  const given = parsed.positionals;
  if (given.length < least) throw new UsageError(`${argument?.name} is missing: voice ${name} --help`);
  if (given.length > most) throw new UsageError(`'${given[most]}' is one argument too many`);
  return { values: parsed.values, arguments: given };
}

function parsedOrRefused<const Options extends OptionSpecs>(
  options: Options,
  args: readonly string[],
): Parsed<Options> {
  try {
    return parseArgs({
      args: withDashedValues(options, args),
      options,
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    if (!types.isNativeError(error) || !errorCode(error).startsWith('ERR_PARSE_ARGS')) throw error;
    // Node adds advice in further sentences and lines.
    const [message = error.message] = error.message.split(/\. |\n/);
    const ambiguous = /^Option '(?:-\w, )?(--[^']+)' argument is ambiguous/.exec(message)?.[1];
    if (ambiguous) throw new UsageError(`Option '${ambiguous} <value>' argument missing`);
    const unknown = /^Unknown option '--([^']+)'/.exec(message)?.[1];
    const hint = unknown ? didYouMean(unknown, Object.keys(options), '--') : '';
    throw new UsageError(`${message.replace(/\.$/, '')}${hint}`);
  }
}

/**
 * Joins an option and a value that begins with a dash (`--name -5` becomes `--name=-5`), which Node refuses as ambiguous.
 * A word that is an option of the command itself is not taken for a value.
 */
function withDashedValues(options: OptionSpecs, args: readonly string[]): string[] {
  const flags = new Map<string, OptionSpec>();
  for (const [name, spec] of Object.entries({ ...options, ...commonOptions })) {
    flags.set(`--${name}`, spec);
    if (spec.short) flags.set(`-${spec.short}`, spec);
  }
  const joined: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') return [...joined, ...args.slice(index)];
    const next = args[index + 1];
    const isDashed = next?.startsWith('-') && next !== '-' && !flags.has(next.split('=')[0] ?? next);
    if (isDashed && flags.get(word)?.type === 'string') {
      joined.push(word.startsWith('--') ? `${word}=${next}` : `${word}${next}`);
      index += 1;
    } else joined.push(word);
  }
  return joined;
}

/** One of those allowed, or nothing was given. @throws UsageError */
export function oneOf<Value extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly Value[],
  prefix = '--',
): Value | undefined {
  if (text === undefined) return undefined;
  const value = allowed.find((each) => each === text);
  if (value !== undefined) return value;
  throw new UsageError(`${prefix}${option} is one of ${allowed.join(', ')}${didYouMean(text, allowed)}`);
}

/** @throws UsageError */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`--${option} is a whole number from ${least} to ${most}`);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** `90`, `90s`, `10m`, `2h`, `1d` in milliseconds. @throws UsageError */
export function duration(option: string, text: string): number {
  const [, amount, unit = 's'] = /^(\d{1,6})([smhd])?$/.exec(text) ?? [];
  const seconds = Number(amount) * (unitSeconds[unit] ?? Number.NaN);
  if (seconds > 0) return seconds * 1_000;
  throw new UsageError(`--${option} is a time as 90s, 10m, 2h or 1d`);
}

/** Labels that were given one by one; undefined for none. @throws UsageError */
export function labels(texts: readonly string[] | undefined): Readonly<Record<string, string>> | undefined {
  if (texts === undefined) return undefined;
  const given = texts.map(label);
  const twice = given.find(({ key }, i) => given.findIndex((each) => each.key === key) < i);
  if (twice) throw new UsageError(`--label names ${twice.key} twice`);
  return Object.fromEntries(given.map(({ key, value }) => [key, value]));
}

/** `key:value`; the value may hold colons itself. @throws UsageError */
export function label(text: string): { readonly key: string; readonly value: string } {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError('--label is of the form key:value');
  return { key: text.slice(0, colon), value: text.slice(colon + 1) };
}
