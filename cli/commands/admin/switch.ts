import { command } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';

const names = ['creates', 'deletes'] as const;

export const switchCommand = command(
  {
    name: 'admin switch',
    summary: 'shows or turns the two switches: whether voices are created, and deleted, at the provider',
    usage: ['[options]', 'creates|deletes on|off [options]'],
    details: [
      'A switch is read before each create and each delete at the provider; what is under way ends. With creates off,',
      'requests are refused (creates_disabled); with deletes off, purges wait, and a delete --purge is refused',
      '(deletes_disabled).',
    ],
    argument: { name: 'SWITCH', says: 'creates or deletes, and on or off', least: 0, most: 2 },
    options: { ...jsonOption, ...deploymentOptions },
    examples: [
      { command: 'voice admin switch', says: 'how they stand' },
      {
        command: 'voice admin switch creates off --stack VoiceDesign',
        says: 'nothing more is asked of the provider',
      },
    ],
  },
  async ({ values, arguments: [given, position] }, terminal) => {
    const name = names.find((each) => each === given);
    if (given !== undefined && (name === undefined || (position !== 'on' && position !== 'off'))) {
      throw new UsageError('a switch is turned by: creates|deletes on|off');
    }
    const { deployment } = await import('../../deployment/deployment.ts');
    const { SwitchItem } = await import('../../admin/switch-item.ts');
    const item = new SwitchItem(await deployment(terminal, values));
    const switches = name ? await item.turn(name, position === 'on') : await item.read();
    if (values.json) terminal.printJson(switches);
    else for (const each of names) terminal.print(`${each}  ${switches[each] ? 'on' : 'off'}`);
    return exitCodes.done;
  },
);
