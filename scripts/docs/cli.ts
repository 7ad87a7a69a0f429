import { commandHelp, overview } from '../../cli/core/help.ts';
import {
  commandPermissions,
  findStack,
  type Permission,
  resourceDescriptions,
} from '../../cli/permissions/command-permissions.ts';
import { commands } from '../../cli/registry.ts';
import { withGenerated } from './generated.ts';

/** Returns docs/cli.md with the help of all commands and their permissions. */
export function cliPage(page: string): string {
  const sections = commands.flatMap((command) => [
    `## voice ${command.name}`,
    '',
    ...block(commandHelp(command)),
  ]);
  const permissions = [
    '',
    '| command | resource | actions |',
    '| --- | --- | --- |',
    ...permissionRows('every command with `--stack`', [findStack]),
    ...commandPermissions.flatMap(({ command, form = '', permissions }) =>
      permissionRows(`\`${`voice ${command} ${form.replaceAll('|', '\\|')}`.trim()}\``, permissions),
    ),
    '',
  ].join('\n');
  return withGenerated(
    withGenerated(page, 'permissions', permissions),
    'help',
    ['', ...block(overview(commands)), ...sections].join('\n'),
  );
}

/** Returns a row for each resource of a command. */
function permissionRows(command: string, permissions: readonly Permission[]): string[] {
  const actions = new Map<string, string[]>();
  for (const { action, on, keys = [] } of permissions) {
    const items = keys.length === 0 ? '' : `, items ${keys.map((key) => `\`${key}\``).join(', ')}`;
    const resource = `${resourceDescriptions[on]}${items}`;
    actions.set(resource, [...(actions.get(resource) ?? []), `\`${action}\``]);
  }
  return [...actions].map(([resource, names]) => `| ${command} | ${resource} | ${names.join(', ')} |`);
}

function block(lines: readonly string[]): string[] {
  return ['```text', ...lines, '```', ''];
}
