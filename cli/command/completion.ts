import type { CommandDescription, OptionSpec, OptionSpecs } from './command.ts';
import { commonOptions } from './command.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script that teaches a shell the commands, their options, and the values that some options are limited to. */
export function completionScript(shell: Shell, commands: readonly CommandDescription[]): string[] {
  switch (shell) {
    case 'bash':
      return bashScript(commands);
    case 'zsh':
      // zsh runs bash completions through its own adapter.
      return ['autoload -U +X bashcompinit && bashcompinit', ...bashScript(commands)];
    case 'fish':
      return fishScript(commands);
  }
}

function bashScript(commands: readonly CommandDescription[]): string[] {
  const groups = groupsOf(commands);
  return [
    '_voice() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"`,
    `  local command="\${COMP_WORDS[1]}" choices=""`,
    ...caseOf('$command', [
      [[...groups.keys()].join('|'), `[ "$COMP_CWORD" -gt 2 ] && command="$command \${COMP_WORDS[2]}"`],
    ]),
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    choices="${firstWords(commands).join(' ')} --help --version"`,
    '  else',
    ...caseOf('$command:$previous', choicesOf(commands)).map((line) => `  ${line}`),
    '  fi',
    '  if [ -z "$choices" ]; then',
    ...caseOf('$command', [
      ...[...groups].map(([name, members]) => [name, `choices="${members.join(' ')}"`] as const),
      ...commands.map(({ name, options }) => [`"${name}"`, `choices="${flags(options).join(' ')}"`] as const),
    ]).map((line) => `  ${line}`),
    '  fi',
    '  COMPREPLY=($(compgen -W "$choices" -- "$current"))',
    '}',
    'complete -o default -F _voice voice',
  ];
}

function caseOf(subject: string, branches: readonly (readonly [string, string])[]): string[] {
  return [
    `  case "${subject}" in`,
    ...branches.map(([pattern, body]) => `    ${pattern}) ${body} ;;`),
    '  esac',
  ];
}

function choicesOf(commands: readonly CommandDescription[]): (readonly [string, string])[] {
  return commands.flatMap(({ name, options }) =>
    Object.entries(options).flatMap(([option, { choices }]) =>
      choices ? [[`"${name}:--${option}"`, `choices="${choices.join(' ')}"`] as const] : [],
    ),
  );
}

function fishScript(commands: readonly CommandDescription[]): string[] {
  const groups = groupsOf(commands);
  const at = (condition: string, ...parts: string[]) =>
    ['complete -c voice', `-n '${condition}'`, ...parts].join(' ');
  return [
    ...firstWords(commands).map((word) => {
      const single = commands.find(({ name }) => name === word);
      const text = single?.summary ?? groups.get(word)?.join(', ') ?? '';
      return at('__fish_use_subcommand', '-f', `-a ${word}`, `-d ${quoted(text)}`);
    }),
    ...[...groups].map(([group, members]) =>
      at(
        `__fish_seen_subcommand_from ${group}; and not __fish_seen_subcommand_from ${members.join(' ')}`,
        '-f',
        `-a ${quoted(members.join(' '))}`,
      ),
    ),
    ...commands.flatMap(({ name, options }) => {
      const condition = name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return Object.entries<OptionSpec>({ ...options, ...commonOptions }).map(([option, spec]) =>
        at(
          condition,
          `-l ${option}`,
          ...(spec.short ? [`-s ${spec.short}`] : []),
          ...(spec.type === 'string' ? ['-r'] : []),
          ...(spec.choices ? [`-f -a ${quoted(spec.choices.join(' '))}`] : []),
          `-d ${quoted(spec.says)}`,
        ),
      );
    }),
  ];
}

/** The commands of two words by their first: `keys` → `create`, `list`, `revoke`. */
function groupsOf(commands: readonly CommandDescription[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { name } of commands) {
    const [group = '', member] = name.split(' ');
    if (member) groups.set(group, [...(groups.get(group) ?? []), member]);
  }
  return groups;
}

function firstWords(commands: readonly CommandDescription[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0] ?? name))];
}

function flags(options: OptionSpecs): string[] {
  return Object.keys({ ...options, ...commonOptions }).map((name) => `--${name}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
