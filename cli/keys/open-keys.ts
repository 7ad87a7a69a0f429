import { type Deployment, findDeployment } from '../deployment/find-deployment.ts';
import type { Terminal } from '../output/terminal.ts';
import { KeyItems } from './key-items.ts';

/** Opens the keys of the deployment that the options name. Import this file on demand, because it loads an AWS SDK. */
export async function openKeys(
  terminal: Terminal,
  options: { readonly stack?: string; readonly state?: string },
): Promise<{ readonly keys: KeyItems; readonly deployment: Deployment }> {
  const deployment = await findDeployment(terminal, options);
  return { keys: new KeyItems(deployment), deployment };
}
