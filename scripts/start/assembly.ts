import { resolve } from 'node:path';
import { readStack } from '../../local/assembly/cloud-assembly.ts';
import { AssemblyError } from '../../local/assembly/errors.ts';
import { refuseUnsupported } from '../../local/assembly/stack-plan.ts';
import { explain } from '../../local/runner.ts';
import type { StartOptions } from './options.ts';

/** A stack of a cloud assembly. */
export interface AssemblyStack {
  readonly assemblyFolder: string;
  readonly stackName?: string;
}

/** Outputs of the construct that a local run needs. */
const requiredOutputs = ['ProviderSecretArn', 'ReconcileVoicesStateMachineArn', 'VoicesTableName'];

/** Returns the stack that `--assembly` and `--stack` select, or null without them. */
export function selectedStack({ assembly, stack }: StartOptions): AssemblyStack | null {
  if (assembly === null) return null;
  // npm runs the script in the project's folder. A relative path belongs to the folder that npm was called in.
  const assemblyFolder = resolve(process.env.INIT_CWD || process.cwd(), assembly);
  return { assemblyFolder, ...(stack !== null && { stackName: stack }) };
}

/** Returns the setting allowedHosts of a stack. */
export function allowedHostsIn({ assemblyFolder, stackName }: AssemblyStack): readonly string[] {
  const template = JSON.stringify(readStack(assemblyFolder, stackName).template);
  return [...template.matchAll(/"ALLOWED_HOSTS":"([^"]+)"/g)].flatMap(([, hosts = '']) => hosts.split(','));
}

/**
 * Checks that a stack of another app can run here, before anything is started for it.
 *
 * @param providerHosts hosts that its functions will call
 * @throws RefusedTemplateError naming every unsupported property by the logical id of its resource
 * @throws AssemblyError for a stack without the outputs of `VoiceDesign`, or whose settings do not allow a host
 */
export function assertRunnable(
  { assemblyFolder, stackName }: AssemblyStack,
  providerHosts: readonly string[],
): void {
  refuseUnsupported(explain(assemblyFolder, stackName));
  const { template, stackName: name } = readStack(assemblyFolder, stackName);
  const missing = requiredOutputs.filter((output) => template.Outputs[output] === undefined);
  if (missing.length > 0) {
    throw new AssemblyError(
      `The stack ${name} has no output ${missing.join(', ')}. The local runner needs a stack that directly contains ` +
        'one VoiceDesign with its outputs.',
    );
  }
  const allowed = allowedHostsIn({ assemblyFolder, stackName: name });
  const refused = providerHosts.filter((host) => !allowed.some((each) => nameOf(each) === nameOf(host)));
  if (refused.length > 0) {
    throw new AssemblyError(
      `The stack ${name} does not allow the provider's host on this machine. Synthesize it with ` +
        `the setting allowedHosts: ${JSON.stringify(refused)}.`,
    );
  }
}

/** Returns a host without its port. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '');
}
