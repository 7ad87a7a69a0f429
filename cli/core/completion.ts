import type { CommandDescription, OptionSpec, OptionSpecs } from './define-command.ts';
import { commonOptions } from './parse-arguments.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Returns a script that makes a shell complete commands, options, and the values of options with fixed choices. */
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
  const groups = groupCommands(commands);
  return [
    '_voice() {',
    `  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"`,
    `  local command="\${COMP_WORDS[1]}" choices=""`,
    ...caseStatement('$command', [
      [[...groups.keys()].join('|'), `[ "$COMP_CWORD" -gt 2 ] && command="$command \${COMP_WORDS[2]}"`],
    ]),
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    choices="${firstWords(commands).join(' ')} --help --version"`,
    '  else',
    ...caseStatement('$command:$previous', optionChoices(commands)).map((line) => `  ${line}`),
    '  fi',
    '  if [ -z "$choices" ]; then',
    ...caseStatement('$command', [
      ...[...groups].map(([name, members]) => [name, `choices="${members.join(' ')}"`] as const),
      ...commands.map(({ name, options }) => [`"${name}"`, `choices="${flags(options).join(' ')}"`] as const),
    ]).map((line) => `  ${line}`),
    '  fi',
    '  COMPREPLY=($(compgen -W "$choices" -- "$current"))',
    '}',
    'complete -o default -F _voice voice',
  ];
}

function caseStatement(subject: string, branches: readonly (readonly [string, string])[]): string[] {
  return [
    `  case "${subject}" in`,
    ...branches.map(([pattern, body]) => `    ${pattern}) ${body} ;;`),
    '  esac',
  ];
}

function optionChoices(commands: readonly CommandDescription[]): (readonly [string, string])[] {
  return commands.flatMap(({ name, options }) =>
    Object.entries(options).flatMap(([option, { choices }]) =>
      choices ? [[`"${name}:--${option}"`, `choices="${choices.join(' ')}"`] as const] : [],
    ),
  );
}

function fishScript(commands: readonly CommandDescription[]): string[] {
  const groups = groupCommands(commands);
  const complete = (condition: string, ...parts: string[]) =>
    ['complete -c voice', `-n '${condition}'`, ...parts].join(' ');
  return [
    ...firstWords(commands).map((word) => {
      const single = commands.find(({ name }) => name === word);
      const text = single?.summary ?? groups.get(word)?.join(', ') ?? '';
      return complete('__fish_use_subcommand', '-f', `-a ${word}`, `-d ${quote(text)}`);
    }),
    ...[...groups].map(([group, members]) =>
      complete(
        `__fish_seen_subcommand_from ${group}; and not __fish_seen_subcommand_from ${members.join(' ')}`,
        '-f',
        `-a ${quote(members.join(' '))}`,
      ),
    ),
    ...commands.flatMap(({ name, options }) => {
      const condition = name
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return Object.entries<OptionSpec>({ ...options, ...commonOptions }).map(([option, spec]) =>
        complete(
          condition,
          `-l ${option}`,
          ...(spec.short ? [`-s ${spec.short}`] : []),
          ...(spec.type === 'string' ? ['-r'] : []),
          ...(spec.choices ? [`-f -a ${quote(spec.choices.join(' '))}`] : []),
          `-d ${quote(spec.description)}`,
        ),
      );
    }),
  ];
}

/** Groups the two-word commands by their first word: `keys` → `create`, `list`, `revoke`. */
function groupCommands(commands: readonly CommandDescription[]): ReadonlyMap<string, readonly string[]> {
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

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
