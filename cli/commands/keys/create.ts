import { keyScopes } from '../../core/choices.ts';
import { defineCommand } from '../../core/define-command.ts';
import { parseChoice } from '../../core/option-values.ts';
import { deploymentOptions, jsonOption } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { makeKey } from '../../keys/make-key.ts';

export const createKeyCommand = defineCommand(
  {
    name: 'keys create',
    summary: 'creates a key for the HTTP API',
    usage: ['--owner NAME --scopes SCOPES [options]'],
    details: [
      'The key is printed once, on standard output; the deployment stores only its SHA-256 hash. The owner is recorded with',
      'every voice that the key creates. The key works at once. No deployment is needed.',
    ],
    options: {
      owner: { type: 'string', value: 'NAME', description: 'owner of the key: letters, digits, . _ @ -' },
      scopes: {
        type: 'string',
        value: 'SCOPES',
        description: `permissions, separated by commas: ${keyScopes.join(', ')}`,
      },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice keys create --owner audiobooks --scopes read,write',
        description: 'creates a key for the local stack',
      },
      {
        command:
          'export VOICE_API_KEY=$(voice keys create --stack VoiceDesign --owner me --scopes read,write)',
        description: 'creates a key for a deployment and sets it for later commands',
      },
    ],
  },
  async ({ values }, terminal) => {
    const { owner, scopes } = values;
    if (owner === undefined || scopes === undefined) {
      throw new UsageError('--owner and --scopes are required');
    }
    const permissions = scopes
      .split(',')
      .flatMap((each) => parseChoice('--scopes', each.trim(), keyScopes) ?? []);
    const { key, item } = makeKey({ owner, scopes: permissions }, new Date());
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys, deployment } = await openKeys(terminal, values);
    await keys.put(item);
    if (values.json) {
      terminal.printJson({ key, keyId: item.keyId, owner: item.owner, scopes: item.scopes });
    } else {
      terminal.report(
        `Created ${item.keyId} for ${owner} with the scopes ${item.scopes.join(', ')} in ${deployment.name}. The key is shown only once:`,
      );
      terminal.print(key);
    }
    return exitCodes.success;
  },
);
