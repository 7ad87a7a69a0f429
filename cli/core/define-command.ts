import type { ExitCode } from '../errors/exit-codes.ts';
import type { Terminal } from '../output/terminal.ts';
import { type OptionValues, parseArguments } from './parse-arguments.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Placeholder for the value in the help: `FILE`. */
  readonly value?: string;
  /** The allowed values, for shell completion. */
  readonly choices?: readonly string[];
  readonly description: string;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** A positional argument and how often it may be given. */
export interface ArgumentSpec {
  readonly name: string;
  readonly description: string;
  readonly min: number;
  readonly max: number;
}

export interface Example {
  readonly command: string;
  readonly description: string;
}

/** The description of a command. The parser, the help, shell completion and docs/cli.md all use it. */
export interface CommandDescription {
  /** One or two words: `create`, `keys create`. */
  readonly name: string;
  readonly summary: string;
  /** The text after the name, one line for each form of the command. */
  readonly usage: readonly string[];
  /** Lines of text below the usage. */
  readonly details?: readonly string[];
  readonly argument?: ArgumentSpec;
  readonly options: OptionSpecs;
  readonly examples: readonly Example[];
}

export interface Command extends CommandDescription {
  /**
   * @param args the words after the command's name
   * @throws UsageError
   */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<ExitCode>;
}

/** The parsed arguments of a command. */
export interface Input<Options extends OptionSpecs> {
  readonly values: OptionValues<Options>;
  /** The positional arguments. Their number matches the description. */
  readonly arguments: readonly string[];
}

/** Creates a command from its description and the function that runs it. */
export function defineCommand<const Options extends OptionSpecs>(
  description: CommandDescription & { readonly options: Options },
  run: (input: Input<Options>, terminal: Terminal) => Promise<ExitCode>,
): Command {
  return {
    ...description,
    run: async (args, terminal) => run(parseArguments(description, args), terminal),
  };
}
