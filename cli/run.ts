import packageJson from '../package.json' with { type: 'json' };
import { commandHelp, overview } from './command/help.ts';
import { didYouMean } from './command/suggestion.ts';
import { commandNamed, commands } from './commands.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './errors/exit-codes.ts';
import { complaint } from './errors/format-error.ts';
import { UsageError } from './errors/usage-error.ts';
import type { Terminal } from './output/terminal.ts';

/** Runs a command line, from its first word on. Never throws. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(words, terminal);
  } catch (error) {
    const [first = '', ...more] = complaint(error);
    for (const line of [`voice: ${first}`, ...more]) terminal.tell(line);
    return exitCodeOf(error) ?? exitCodes.unexpected;
  }
}

async function dispatch(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (words[0] === '--version' || words[0] === '-V') {
    terminal.print(`voice ${packageJson.version}`);
    return exitCodes.done;
  }
  const wantsHelp = words.some((word) => word === '--help' || word === '-h') || words[0] === 'help';
  const named = words.filter((word) => !['--help', '-h', 'help'].includes(word));
  const found = commandNamed(wantsHelp ? named : words);
  if (wantsHelp) {
    const help = found ? commandHelp(found.command) : overview(groupOf(named));
    for (const line of help) terminal.print(line);
    return exitCodes.done;
  }
  if (found) return found.command.run(found.rest, terminal);
  const [first] = words;
  if (first === undefined) throw new UsageError('no command; voice --help lists them');
  const group = groupOf(words);
  if (group.length === commands.length) {
    const known = commands.flatMap(({ name }) => [name, ...name.split(' ').slice(0, 1)]);
    throw new UsageError(
      `there is no command '${first}'${didYouMean(first, known) || '; voice --help lists them'}`,
    );
  }
  const members = group.map(({ name }) => name.slice(first.length + 1));
  const hint = words[1] === undefined ? '' : didYouMean(words[1], members, `${first} `);
  throw new UsageError(`${first} is followed by ${members.join(', ')}${hint}`);
}

/** The commands that begin with the first word; all, if none does. */
function groupOf([first]: readonly string[]) {
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  return group.length > 0 ? group : commands;
}
