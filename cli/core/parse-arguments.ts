import { parseArgs, types } from 'node:util';
import { errorCode } from '../errors/error-code.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { CommandDescription, Input, OptionSpec, OptionSpecs } from './define-command.ts';
import { didYouMean } from './suggestion.ts';

/** Options of every command. */
export const commonOptions = {
  help: { type: 'boolean', short: 'h', description: 'show this help' },
} as const satisfies OptionSpecs;

type Parsed<Options extends OptionSpecs> = ReturnType<
  typeof parseArgs<{ options: Options; strict: true; allowPositionals: true }>
>;
export type OptionValues<Options extends OptionSpecs> = Parsed<Options>['values'];

/** Parses the words after a command's name as its description defines. @throws UsageError */
export function parseArguments<const Options extends OptionSpecs>(
  { name, argument, options }: CommandDescription & { readonly options: Options },
  args: readonly string[],
): Input<Options> {
  const { values, positionals } = parseStrictly(options, args);
  const { min, max } = argument ?? { min: 0, max: 0 };
  if (positionals.length < min) {
    throw new UsageError(`${argument?.name} is missing; voice ${name} --help shows the usage`);
  }
  if (positionals.length > max) throw new UsageError(`unexpected argument '${positionals[max]}'`);
  return { values, arguments: positionals };
}

function parseStrictly<const Options extends OptionSpecs>(
  options: Options,
  args: readonly string[],
): Parsed<Options> {
  try {
    return parseArgs({
      args: joinDashedValues(options, args),
      options,
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    if (!types.isNativeError(error) || !errorCode(error).startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(usageMessage(error.message, options));
  }
}

/** Shortens the message of `parseArgs` to one line, and suggests an option for a misspelled one. */
function usageMessage(message: string, options: OptionSpecs): string {
  // Node adds advice in further sentences and lines.
  const [first = message] = message.split(/\. |\n/);
  const ambiguous = /^Option '(?:-\w, )?(--[^']+)' argument is ambiguous/.exec(first)?.[1];
  if (ambiguous) return `Option '${ambiguous} <value>' argument missing`;
  const unknown = /^Unknown option '--([^']+)'/.exec(first)?.[1];
  const hint = unknown ? didYouMean(unknown, Object.keys(options), '--') : '';
  return `${first.replace(/\.$/, '')}${hint}`;
}

/**
 * Joins an option and a value that begins with a dash: `--name -5` becomes `--name=-5`. Node rejects the former as
 * ambiguous. A word that is itself an option of the command is not treated as a value.
 */
function joinDashedValues(options: OptionSpecs, args: readonly string[]): string[] {
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
