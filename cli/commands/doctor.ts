import { defineCommand } from '../core/define-command.ts';
import { readLocalStack } from '../deployment/local-stack.ts';
import { deploymentOptions, jsonOption } from '../deployment/options.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { printable } from '../output/text.ts';

/** The function behind the command has 25 s. */
const checkMs = 30_000;

export const doctorCommand = defineCommand(
  {
    name: 'doctor',
    summary: 'finds misconfigurations of a deployment, and names the cause of each in one sentence',
    usage: ['[options]'],
    details: [
      'The command checks the API address, the clock and the proxy of this machine, the outputs of the stack, the API keys,',
      'the dead-letter queues, and from within the deployment the provider secret, the DashScope keys, the free places, the',
      'schedules, the switches and unfinished voices. It changes nothing, and DashScope bills nothing. Without --stack,',
      'and with VOICE_API_URL set, it checks the address, and the key of VOICE_API_KEY if that is set. The exit code is 1 if',
      'a problem was found.',
    ],
    options: { ...jsonOption, ...deploymentOptions },
    examples: [
      { command: 'voice doctor --stack VoiceDesign', description: 'checks a deployment in AWS' },
      {
        command: 'voice doctor --json | jq -r .issues[].code',
        description: 'prints the codes of problems',
      },
    ],
  },
  async ({ values }, terminal) => {
    const { findDeployment } = await import('../deployment/find-deployment.ts');
    const { keyFor, runDoctor } = await import('../doctor/run-doctor.ts');
    const isAddressOnly = values.stack === undefined && isOtherDeployment(terminal, values.state);
    const deployment = isAddressOnly ? null : await findDeployment(terminal, values);
    const apiUrl = terminal.environment.VOICE_API_URL || (deployment?.outputs.ApiUrl ?? null);
    if (apiUrl !== null && !URL.canParse(apiUrl)) throw new UsageError('VOICE_API_URL must be an address');
    const { environment } = terminal;
    const issues = await runDoctor({ apiUrl, deployment, environment, now: () => new Date(), checkMs });
    if (isAddressOnly) {
      const hasKey = apiUrl !== null && keyFor(apiUrl, environment) !== null;
      const checked = hasKey ? 'the address and the API key were' : 'the address was';
      terminal.report(`Only ${checked} checked. Name the stack with --stack NAME.`);
    }
    if (values.json) terminal.printJson({ issues });
    else if (issues.length === 0) terminal.print('No problems found.');
    else for (const { code, message } of issues) terminal.print(`${code}: ${printable(message)}`);
    return issues.length === 0 ? exitCodes.success : exitCodes.unexpected;
  },
);

/** Returns true if VOICE_API_URL is set to another address than that of the local stack. */
function isOtherDeployment({ environment }: Terminal, state?: string): boolean {
  const { VOICE_API_URL: apiUrl } = environment;
  return Boolean(apiUrl) && apiUrl?.replace(/\/$/, '') !== readLocalStack(state)?.apiUrl.replace(/\/$/, '');
}
