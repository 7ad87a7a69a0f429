import { completionScript, shells } from '../core/completion.ts';
import { type Command, type CommandDescription, defineCommand } from '../core/define-command.ts';
import { parseChoice } from '../core/option-values.ts';
import { exitCodes } from '../errors/exit-codes.ts';

/** @param commands returns all commands, including this one */
export function completionCommand(commands: () => readonly CommandDescription[]): Command {
  return defineCommand(
    {
      name: 'completion',
      summary: 'prints a shell script that completes commands, options and values',
      usage: ['SHELL'],
      argument: { name: 'SHELL', description: shells.join(', '), min: 1, max: 1 },
      options: {},
      examples: [
        {
          command: 'source <(voice completion bash)',
          description: 'add to ~/.bashrc; for zsh, add the same line with zsh to ~/.zshrc',
        },
        { command: 'voice completion fish | source', description: 'add to ~/.config/fish/config.fish' },
      ],
    },
    async ({ arguments: [name] }, terminal) => {
      const shell = parseChoice('SHELL', name, shells);
      if (shell) terminal.printLines(completionScript(shell, commands()));
      return exitCodes.success;
    },
  );
}
