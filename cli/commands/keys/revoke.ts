import { command } from '../../command/command.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';

export const revokeKeyCommand = command(
  {
    name: 'keys revoke',
    summary: 'ends keys, at once',
    usage: ['KEY_ID... [options]'],
    details: ['What was created with a key stays, and keeps its owner.'],
    argument: { name: 'KEY_ID', says: 'as keys list shows it; several', least: 1, most: 1_000 },
    options: deploymentOptions,
    examples: [
      { command: 'voice keys revoke key-0a1b2c3d4e5f', says: 'the next call with it gets a 401' },
      { command: 'voice keys revoke key-0a1b2c3d4e5f --stack VoiceDesign', says: 'of a deployment' },
    ],
  },
  async ({ values, arguments: ids }, terminal) => {
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys, place } = await openKeys(terminal, values);
    const wanted = await Promise.all(ids.map(async (id) => ({ id, items: await keys.find(id) })));
    const unknown = wanted.filter(({ items }) => items.length === 0).map(({ id }) => id);
    if (unknown.length > 0) {
      terminal.tell(`voice: no key ${unknown.join(', ')} in ${place}; nothing was revoked`);
      return exitCodes.refused;
    }
    for (const { id, items } of wanted) {
      for (const item of items) await keys.remove(item);
      terminal.print(`${id}  revoked`);
    }
    return exitCodes.done;
  },
);
