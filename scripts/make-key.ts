import { parseArgs } from 'node:util';
import { scopes as knownScopes } from '../lambdas/shared/contract.ts';
import { KeyError, makeKey } from '../lambdas/shared/keys/key.ts';

/** `npm run make-key -- --owner NAME --scopes read,write [--secret-id ID]`: makes a key; stores nothing. */
const usage = `usage: npm run make-key -- --owner NAME --scopes ${knownScopes.join(',')} [--secret-id ID]`;

function main(): void {
  const { values } = parseArgs({
    options: {
      owner: { type: 'string' },
      scopes: { type: 'string' },
      'secret-id': { type: 'string', default: '$API_KEYS_SECRET_ARN' },
    },
  });
  if (values.owner === undefined || values.scopes === undefined)
    throw new KeyError('--owner or --scopes is missing');
  const { key, entry } = makeKey({ owner: values.owner, scopes: values.scopes.split(',').map(scope) });
  const secret = values['secret-id'];
  console.log(`The key, shown this once; hand it to ${entry.owner}:

  ${key}

Its entry, which the deployment knows it by:

  ${JSON.stringify(entry)}

The command that adds the entry to those in the secret${
    secret.startsWith('$') ? ' (its ARN is the stack output ApiKeysSecretArn)' : ''
  }:

  ${storeCommand(secret, JSON.stringify(entry))}
`);
}

function scope(text: string): (typeof knownScopes)[number] {
  const known = knownScopes.find((each) => each === text.trim());
  if (!known) throw new KeyError(`scopes are ${knownScopes.join(', ')}, separated by commas`);
  return known;
}

/** A put replaces the whole value: the entries that are there already are read and kept. The entry has no quotes in it. */
function storeCommand(secret: string, entry: string): string {
  const append =
    `process.stdin.toArray().then((c) => { const s = JSON.parse(Buffer.concat(c)); s.keys.push(${entry}); ` +
    'process.stdout.write(JSON.stringify(s)) })';
  return (
    `aws secretsmanager put-secret-value --secret-id "${secret}" --secret-string "$(` +
    `aws secretsmanager get-secret-value --secret-id "${secret}" --query SecretString --output text | node -e '${append}')"`
  );
}

try {
  main();
} catch (error) {
  // A wrong flag is told in a line; anything else deserves its stack.
  if (!(error instanceof KeyError) && !(error instanceof TypeError)) throw error;
  console.error(`make-key: ${error.message}\n${usage}`);
  process.exitCode = 2;
}
