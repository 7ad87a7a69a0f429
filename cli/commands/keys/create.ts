import { command, oneOf } from '../../command/command.ts';
import { jsonOption } from '../../deployment/connect.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { makeKey } from '../../keys/make-key.ts';
import { keyScopes } from '../../output/voice-text.ts';

export const createKeyCommand = command(
  {
    name: 'keys create',
    summary: 'makes a key for the HTTP API, and stores its hash',
    usage: ['--owner NAME --scopes SCOPES [options]'],
    details: [
      'The key is shown this once, on standard output; the deployment keeps its SHA-256 only. The owner is recorded on',
      'what is created with it. Nothing has to be deployed: the key works at once.',
    ],
    options: {
      owner: { type: 'string', value: 'NAME', says: 'whose it is: letters, digits, . _ @ -' },
      scopes: { type: 'string', value: 'SCOPES', says: `some of ${keyScopes.join(',')}` },
      ...jsonOption,
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice keys create --owner audiobooks --scopes read,write',
        says: 'a key for the local stack',
      },
      {
        command:
          'export VOICE_API_KEY=$(voice keys create --stack VoiceDesign --owner me --scopes read,write)',
        says: 'a key for a deployment, into the setting that voice reads',
      },
    ],
  },
  async ({ values }, terminal) => {
    const { owner, scopes } = values;
    if (owner === undefined || scopes === undefined) throw new UsageError('missing: --owner or --scopes');
    const allowed = scopes.split(',').flatMap((each) => oneOf('scopes', each.trim(), keyScopes) ?? []);
    const { key, item } = makeKey({ owner, scopes: allowed }, new Date());
    const { openKeys } = await import('../../keys/open-keys.ts');
    const { keys, place } = await openKeys(terminal, values);
    await keys.put(item);
    if (values.json) {
      terminal.printJson({ key, keyId: item.keyId, owner: item.owner, scopes: item.scopes });
    } else {
      terminal.tell(
        `${item.keyId}, for ${owner}, may ${item.scopes.join(', ')}; a key of ${place}, shown this once:`,
      );
      terminal.print(key);
    }
    return exitCodes.done;
  },
);
