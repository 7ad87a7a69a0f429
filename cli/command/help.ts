import { exitCodeMeanings } from '../errors/exit-codes.ts';
import { padded, width } from '../output/text.ts';
import type { Command, CommandDescription, OptionSpec } from './command.ts';
import { commonOptions } from './command.ts';

/** Where to, and with which key: on every page of the help. */
const settings: readonly (readonly [string, string])[] = [
  ['VOICE_API_URL', 'the API of a deployment: its output ApiUrl'],
  ['VOICE_API_KEY', 'a key of that deployment'],
  ['NO_COLOR', 'no colours, whatever its value'],
];

export function overview(commands: readonly CommandDescription[]): string[] {
  return [
    'usage: voice COMMAND [options]',
    '',
    ...pairs(commands.map(({ name, summary }) => [name, summary])),
    '',
    'voice COMMAND --help shows its options, with examples. voice --version prints the version.',
    '',
    'Settings, in the environment; without the first two, the local stack (npm start):',
    '',
    ...pairs(settings),
    '',
    'Exit codes:',
    '',
    ...pairs(exitCodeMeanings.map(([code, says]) => [String(code), says])),
  ];
}

export function commandHelp(command: Command): string[] {
  const { name, summary, usage, details = [], argument, options, examples } = command;
  return [
    `voice ${name}: ${summary}`,
    '',
    ...usage.map((line, i) => `${i === 0 ? 'usage: ' : '       '}voice ${name} ${line}`.trimEnd()),
    ...(details.length > 0 ? ['', ...details] : []),
    '',
    ...pairs([
      ...(argument ? [[argument.name, argument.says] as const] : []),
      ...Object.entries({ ...options, ...commonOptions }).map(optionPair),
    ]),
    '',
    'Examples:',
    ...examples.flatMap((example) => ['', `  ${example.command}`, `      ${example.says}`]),
  ];
}

function optionPair([name, { short, value, multiple, says }]: [string, OptionSpec]): [string, string] {
  const flag = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
  return [flag, multiple ? `${says}; may be repeated` : says];
}

function pairs(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...rows.map(([left]) => width(left)));
  return rows.map(([left, right]) => `  ${padded(left, widest)}  ${right}`);
}
