import { exitCodeMeanings } from '../errors/exit-codes.ts';
import { padEnd, width } from '../output/text.ts';
import type { Command, CommandDescription, OptionSpec } from './define-command.ts';
import { commonOptions } from './parse-arguments.ts';

const environmentVariables: readonly (readonly [string, string])[] = [
  ['VOICE_API_URL', 'the API URL of a deployment (its output ApiUrl)'],
  ['VOICE_API_KEY', 'an API key of that deployment'],
  ['NO_COLOR', 'any value turns colors off'],
];

/** Returns the lines of `voice --help`. */
export function overview(commands: readonly CommandDescription[]): string[] {
  return [
    'usage: voice COMMAND [options]',
    '',
    ...alignPairs(commands.map(({ name, summary }) => [name, summary])),
    '',
    'voice COMMAND --help shows the options and examples of a command. voice --version prints the version.',
    '',
    'Environment variables. Without the first two, commands use the local stack (npm start).',
    '',
    ...alignPairs(environmentVariables),
    '',
    'Exit codes:',
    '',
    ...alignPairs(exitCodeMeanings.map(([code, meaning]) => [String(code), meaning])),
  ];
}

/** Returns the lines of `voice COMMAND --help`. */
export function commandHelp(command: Command): string[] {
  const { name, summary, usage, details = [], argument, options, examples } = command;
  return [
    `voice ${name}: ${summary}`,
    '',
    ...usage.map((line, i) => `${i === 0 ? 'usage: ' : '       '}voice ${name} ${line}`.trimEnd()),
    ...(details.length > 0 ? ['', ...details] : []),
    '',
    ...alignPairs([
      ...(argument ? [[argument.name, argument.description] as const] : []),
      ...Object.entries({ ...options, ...commonOptions }).map(optionPair),
    ]),
    '',
    'Examples:',
    ...examples.flatMap((example) => ['', `  ${example.command}`, `      ${example.description}`]),
  ];
}

function optionPair([name, { short, value, multiple, description }]: [string, OptionSpec]): [string, string] {
  const flag = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
  return [flag, multiple ? `${description}; may be repeated` : description];
}

function alignPairs(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...rows.map(([left]) => width(left)));
  return rows.map(([left, right]) => `  ${padEnd(left, widest)}  ${right}`);
}
