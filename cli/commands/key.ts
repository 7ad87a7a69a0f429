import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';

export const keyCommand = defineCommand(
  {
    name: 'key',
    summary: 'shows the owner and the scopes of the API key in use',
    usage: ['[options]'],
    details: [
      'The key is the one of VOICE_API_KEY or of the local stack. The deployment does not return its secret. voice keys list',
      'shows all keys of a deployment.',
    ],
    options: { ...jsonOption, ...connectionOptions },
    examples: [{ command: 'voice key', description: 'shows what the key may do' }],
  },
  async ({ values }, terminal) => {
    const key = await connect(terminal, values.state).deployment.key();
    if (values.json) terminal.printJson(key);
    else terminal.printLines([`${key.keyId}  owner ${key.owner}  scopes ${key.scopes.join(', ')}`]);
    return exitCodes.success;
  },
);
