import { type Command, type CommandDescription, command, oneOf } from '../command/command.ts';
import { completionScript, shells } from '../command/completion.ts';
import { exitCodes } from '../errors/exit-codes.ts';

/** @param commands the whole command line, which contains this command itself */
export function completionCommand(commands: () => readonly CommandDescription[]): Command {
  return command(
    {
      name: 'completion',
      summary: 'prints the script by which a shell completes commands, options and values',
      usage: ['SHELL'],
      argument: { name: 'SHELL', says: shells.join(', '), least: 1, most: 1 },
      options: {},
      examples: [
        { command: 'source <(voice completion bash)', says: 'in ~/.bashrc; the same with zsh in ~/.zshrc' },
        { command: 'voice completion fish | source', says: 'in ~/.config/fish/config.fish' },
      ],
    },
    async ({ arguments: [given] }, terminal) => {
      const shell = oneOf('SHELL', given, shells, '');
      if (shell) for (const line of completionScript(shell, commands())) terminal.print(line);
      return exitCodes.done;
    },
  );
}
