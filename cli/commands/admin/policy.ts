import { defineCommand } from '../../core/define-command.ts';
import { didYouMean } from '../../core/suggestion.ts';
import { deploymentOptions } from '../../deployment/options.ts';
import { exitCodes } from '../../errors/exit-codes.ts';
import { UsageError } from '../../errors/usage-error.ts';
import {
  type CommandPermissions,
  commandPermissions,
  findStack,
} from '../../permissions/command-permissions.ts';

const names = [...new Set(commandPermissions.map(({ command }) => command))];

export const policyCommand = defineCommand(
  {
    name: 'admin policy',
    summary: 'prints an IAM policy with the permissions that commands with --stack need',
    usage: ['[COMMAND...] [options]'],
    details: [
      'The policy names the resources of the deployment. Attach it to the role or the user of an operator. Without a',
      'COMMAND it allows all commands with the option --stack, except admin restore-items, which needs --copy. Quote a',
      'COMMAND that has two words.',
    ],
    argument: {
      name: 'COMMAND',
      description: "the commands to allow: doctor, 'keys list', 'admin switch' (default: all)",
      min: 0,
      max: names.length,
    },
    options: {
      'read-only': { type: 'boolean', description: 'allow only the forms of commands that change nothing' },
      copy: {
        type: 'string',
        value: 'TABLE',
        description: 'allow admin restore-items to read the table with this name',
      },
      ...deploymentOptions,
    },
    examples: [
      {
        command: 'voice admin policy --stack VoiceDesign > operator.json',
        description: 'writes the policy of an operator, for aws iam create-policy',
      },
      {
        command: "voice admin policy doctor 'keys list' --stack VoiceDesign",
        description: 'prints a policy for these two commands',
      },
    ],
  },
  async ({ values, arguments: commands }, terminal) => {
    const permissions = select(commands, values.copy, values['read-only'] ?? false).flatMap(
      (each) => each.permissions,
    );
    const { findDeployment } = await import('../../deployment/find-deployment.ts');
    const { policyOf, resourceArns } = await import('../../permissions/policy.ts');
    const arns = resourceArns(await findDeployment(terminal, values), values.copy);
    terminal.printJson(policyOf([findStack, ...permissions], arns));
    return exitCodes.success;
  },
);

function hintFor(command: string): string {
  if (names.includes(`admin ${command}`)) return `; did you mean 'admin ${command}'?`;
  return didYouMean(command, names) || `; the commands are ${names.join(', ')}`;
}

function select(
  commands: readonly string[],
  copy: string | undefined,
  isReadOnly: boolean,
): readonly CommandPermissions[] {
  for (const command of commands) {
    if (names.includes(command)) continue;
    throw new UsageError(`'${command}' is not a command with the option --stack${hintFor(command)}`);
  }
  if (commands.includes('admin restore-items') && copy === undefined) {
    throw new UsageError('--copy TABLE is required for admin restore-items');
  }
  return commandPermissions.filter(
    ({ command, ...form }) =>
      (commands.length === 0 || commands.includes(command)) &&
      (command !== 'admin restore-items' || copy !== undefined) &&
      (form.isReadOnly || !isReadOnly),
  );
}
