import { writeFile } from 'node:fs/promises';
import { type ExportedAlias, exportedAlias, voicesFileText } from '../apply/export-file.ts';
import { defineCommand } from '../core/define-command.ts';
import { connect } from '../deployment/connect.ts';
import { connectionOptions } from '../deployment/options.ts';
import { errorCode } from '../errors/error-code.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Number of voices that are read at once. */
const concurrency = 8;

export const exportCommand = defineCommand(
  {
    name: 'export',
    summary: 'writes the aliases and their briefs as a file for voice apply',
    usage: ['[options]'],
    details: [
      'The file contains every alias whose voice has a known brief. Applied without a change, it changes nothing. The command',
      'reports aliases of imported voices without texts and leaves them out.',
    ],
    options: {
      output: {
        type: 'string',
        short: 'o',
        value: 'FILE',
        description: 'file to write (default: standard output)',
      },
      ...connectionOptions,
    },
    examples: [
      { command: 'voice export -o voices.yaml', description: 'writes the file that voice apply reads' },
    ],
  },
  async ({ values }, terminal) => {
    const client = connect(terminal, values.state);
    const aliases: { readonly alias: string; readonly voiceId: string }[] = [];
    for await (const alias of client.aliases.list()) aliases.push(alias);
    const exported: (ExportedAlias | null)[] = [];
    const queue = aliases.entries();
    const exportFromQueue = async (): Promise<void> => {
      for (const [i, alias] of queue) exported[i] = exportedAlias(alias, await client.get(alias.voiceId));
    };
    await Promise.all(Array.from({ length: concurrency }, exportFromQueue));
    const text = voicesFileText(exported.filter((each) => each !== null));
    for (const [i, { alias }] of aliases.entries()) {
      if (exported[i] === null)
        terminal.report(`${alias}  left out, because the texts of its voice are not known`);
    }
    if (values.output === undefined) terminal.print(text.trimEnd());
    else await write(values.output, text);
    return exitCodes.success;
  },
);

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`${path} cannot be written (${errorCode(error)})`);
  }
}
