import { deployment } from '../aws/deployment.ts';
import type { Terminal } from '../terminal.ts';
import { KeySecret } from './key-secret.ts';

/** The keys of the deployment that the options name. Loaded when it is needed: an AWS SDK comes with it. */
export async function openKeys(
  terminal: Terminal,
  options: { readonly stack?: string; readonly state?: string },
): Promise<{ readonly secret: KeySecret; readonly place: string }> {
  const found = await deployment(terminal, options);
  return { secret: new KeySecret(found), place: found.name };
}
