import { parseArgs } from 'node:util';
import { optionsErrorMessage } from '../launch/options-error.mjs';
import { UsageError } from '../start/options.ts';

export const help = `Prints the commands that point the AWS CLI, AWS SDKs and the client of this project to the local stack.

usage: eval "$(npm run -s env)"
       npm run -s env -- --json

  --state FOLDER  state folder of the local stack (default: .local)
  --json          print the variables as JSON
  -h, --help      show this help

The commands are for sh, bash and zsh. Standard error explains which services can be reached.`;

/** Parses the command line. @throws UsageError */
export function readOptions(args: readonly string[]) {
  const options = {
    state: { type: 'string', default: '.local' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(optionsErrorMessage(error));
  }
}
