import { commandHelp, overview } from '../../cli/core/help.ts';
import { commands } from '../../cli/registry.ts';
import { help as simulatorHelp } from '../../simulator/help.ts';
import { help as startHelp } from '../start/options.ts';

/** Returns the JSON text of the help that the launcher prints before packages are installed, by task and command. */
export function launcherHelpText(): string {
  const groups = Map.groupBy(
    commands.filter(({ name }) => name.includes(' ')),
    ({ name }) => name.split(' ')[0],
  );
  const lines: Readonly<Record<string, readonly string[]>> = {
    voice: overview(commands),
    ...Object.fromEntries([...groups].map(([name, members]) => [`voice ${name}`, overview(members)])),
    ...Object.fromEntries(commands.map((command) => [`voice ${command.name}`, commandHelp(command)])),
  };
  const commandTexts = Object.entries(lines).map(([name, text]) => [name, `${text.join('\n')}\n`]);
  const texts = { start: `${startHelp}\n`, simulator: simulatorHelp, ...Object.fromEntries(commandTexts) };
  return `${JSON.stringify(texts, null, 2)}\n`;
}
