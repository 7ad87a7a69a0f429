import { deployment } from '../deployment/deployment.ts';
import type { Terminal } from '../output/terminal.ts';
import { KeyItems } from './key-items.ts';

/** The keys of the deployment that the options name. Loaded when it is needed: an AWS SDK comes with it. */
export async function openKeys(
  terminal: Terminal,
  options: { readonly stack?: string; readonly state?: string },
): Promise<{ readonly keys: KeyItems; readonly place: string }> {
  const found = await deployment(terminal, options);
  return { keys: new KeyItems(found), place: found.name };
}
