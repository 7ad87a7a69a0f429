import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VoiceClient } from '../../client/index.ts';
import { DamagedStateError, readRunningStack, StorageError } from '../../scripts/running-stack.ts';
import type { OptionSpecs } from '../command/command.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Options of every command that talks to a deployment. */
export const connectionOptions = {
  state: {
    type: 'string',
    value: 'FOLDER',
    says: 'where the local stack keeps its state (.local); not with VOICE_API_URL',
  },
} as const satisfies OptionSpecs;

export const jsonOption = {
  json: { type: 'boolean', says: 'the result as JSON' },
} as const satisfies OptionSpecs;

/** The note of the local stack that was started last from the folder; null if none ever was. @throws UsageError */
export function localStack(state: string = '.local') {
  try {
    return readRunningStack(resolve(root, state));
  } catch (error) {
    if (error instanceof DamagedStateError || error instanceof StorageError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

/** A client of the deployment that two settings name, or of the local stack. @throws UsageError */
export function connect({ environment }: Terminal, state?: string): VoiceClient {
  const { VOICE_API_URL: apiUrl = '', VOICE_API_KEY: apiKey = '' } = environment;
  if (apiUrl !== '' && apiKey !== '') return new VoiceClient({ apiUrl, apiKey });
  if (apiUrl !== '' || apiKey !== '') {
    // A local key is not sent to somebody else's address.
    const [set, missing] =
      apiUrl === '' ? ['VOICE_API_KEY', 'VOICE_API_URL'] : ['VOICE_API_URL', 'VOICE_API_KEY'];
    throw new UsageError(`${set} is set, ${missing} is not: set both, or neither for the local stack`);
  }
  const note = localStack(state);
  if (note !== null) return new VoiceClient(note);
  throw new UsageError(
    'no deployment: set VOICE_API_URL and VOICE_API_KEY, or start the local stack with npm start',
  );
}
