import { commandHelp, overview } from '../../cli/core/help.ts';
import { commands } from '../../cli/registry.ts';
import { withGenerated } from './generated.ts';

/** Returns docs/cli.md with the help of all commands. */
export function cliPage(page: string): string {
  const sections = commands.flatMap((command) => [
    `## voice ${command.name}`,
    '',
    ...block(commandHelp(command)),
  ]);
  return withGenerated(page, 'help', ['', ...block(overview(commands)), ...sections].join('\n'));
}

function block(lines: readonly string[]): string[] {
  return ['```text', ...lines, '```', ''];
}
