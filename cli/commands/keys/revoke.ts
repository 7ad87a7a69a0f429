import { defineCommand } from '../../core/define-command.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';

export const revokeKeyCommand = defineCommand(
  {
    name: 'keys revoke',
    summary: 'revokes keys with immediate effect',
    usage: ['KEY_ID... [options]'],
    details: ['Voices that were created with a revoked key remain and keep their owner.'],
    argument: {
      name: 'KEY_ID',
      description: 'one or more key ids, as keys list prints them',
      min: 1,
      max: 1_000,
    },
    options: deploymentOptions,
    examples: [
      {
        command: 'voice keys revoke key-0a1b2c3d4e5f',
        description: 'the next call with this key returns 401',
      },
      {
        command: 'voice keys revoke key-0a1b2c3d4e5f --stack VoiceDesign',
        description: 'revokes a key of a deployment',
      },
    ],
  },
  async ({ values, arguments: ids }, terminal) => {
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys, deployment } = await openKeys(terminal, values);
    const matches = await Promise.all(ids.map(async (id) => ({ id, items: await keys.find(id) })));
    const unknown = matches.filter(({ items }) => items.length === 0).map(({ id }) => id);
    if (unknown.length > 0) {
      terminal.report(`voice: no key ${unknown.join(', ')} in ${deployment.name}; nothing was revoked`);
      return exitCodes.refused;
    }
    for (const { id, items } of matches) {
      for (const item of items) await keys.delete(item);
      terminal.print(`${id}  revoked`);
    }
    return exitCodes.success;
  },
);
