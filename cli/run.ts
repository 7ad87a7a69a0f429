import packageJson from '../package.json' with { type: 'json' };
import { commandHelp, overview } from './core/help.ts';
import { didYouMean } from './core/suggestion.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './errors/exit-codes.ts';
import { formatError } from './errors/format-error.ts';
import { UsageError } from './errors/usage-error.ts';
import type { Terminal } from './output/terminal.ts';
import { commands, findCommand } from './registry.ts';

/** Runs a command line and returns its exit code. Reports errors on the terminal and never throws. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    const [first = '', ...more] = formatError(error);
    for (const line of [`voice: ${first}`, ...more]) terminal.report(line);
    return exitCodeOf(error) ?? exitCodes.unexpected;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (words[0] === '--version' || words[0] === '-V') {
    terminal.print(`voice ${packageJson.version}`);
    return exitCodes.success;
  }
  if (words[0] === 'help' || words.some((word) => word === '--help' || word === '-h')) {
    printHelp(words, terminal);
    return exitCodes.success;
  }
  const match = findCommand(words);
  if (match) return match.command.run(match.rest, terminal);
  throw new UsageError(unknownCommandMessage(words));
}

function printHelp(words: readonly string[], terminal: Terminal): void {
  const names = words.filter((word) => !['--help', '-h', 'help'].includes(word));
  const match = findCommand(names);
  const lines = match ? commandHelp(match.command) : overview(groupOf(names) ?? commands);
  terminal.printLines(lines);
}

function unknownCommandMessage([first, second]: readonly string[]): string {
  if (first === undefined) return 'no command given; voice --help lists the commands';
  const group = groupOf([first]);
  if (group === null) {
    const known = commands.flatMap(({ name }) => [name, ...name.split(' ').slice(0, 1)]);
    return `unknown command '${first}'${didYouMean(first, known) || '; voice --help lists the commands'}`;
  }
  const members = group.map(({ name }) => name.slice(first.length + 1));
  const hint = second === undefined ? '' : didYouMean(second, members, `${first} `);
  return `voice ${first} requires a subcommand: ${members.join(', ')}${hint}`;
}

/** Returns the commands whose name starts with the first word and a space, or null if there are none. */
function groupOf([first]: readonly string[]) {
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  return group.length > 0 ? group : null;
}
