import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';

const switchNames = ['creates', 'deletes'] as const;

export const switchCommand = defineCommand(
  {
    name: 'admin switch',
    summary: 'shows or sets the two switches, which allow creates and deletes at the provider',
    usage: ['[options]', 'creates|deletes on|off [options]'],
    details: [
      'The deployment reads a switch before each create or delete at the provider. Calls in progress complete. While creates',
      'are off, requests are refused (creates_disabled). While deletes are off, purges wait, and delete --purge is refused',
      '(deletes_disabled).',
    ],
    argument: { name: 'SWITCH', description: 'creates or deletes, followed by on or off', min: 0, max: 2 },
    options: { ...jsonOption, ...deploymentOptions },
    examples: [
      { command: 'voice admin switch', description: 'shows both switches' },
      {
        command: 'voice admin switch creates off --stack VoiceDesign',
        description: 'stops the creation of voices at the provider',
      },
    ],
  },
  async ({ values, arguments: [word, position] }, terminal) => {
    const name = switchNames.find((each) => each === word);
    if (word !== undefined && (name === undefined || (position !== 'on' && position !== 'off'))) {
      throw new UsageError('usage: voice admin switch creates|deletes on|off');
    }
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { SwitchItem } = await import('../../admin/switch-item.ts');
    const item = new SwitchItem(await findDeployment(terminal, values));
    const switches = name ? await item.set(name, position === 'on') : await item.read();
    if (values.json) terminal.printJson(switches);
    else for (const each of switchNames) terminal.print(`${each}  ${switches[each] ? 'on' : 'off'}`);
    return exitCodes.success;
  },
);
