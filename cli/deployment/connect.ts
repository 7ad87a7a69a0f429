import { VoiceClient } from '../../client/index.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { readLocalStack } from './local-stack.ts';

/**
 * Returns a client of the deployment that VOICE_API_URL and VOICE_API_KEY name, or of the local stack if neither is set.
 *
 * @throws UsageError
 */
export function connect({ environment }: Terminal, stateFolder?: string): VoiceClient {
  const { VOICE_API_URL: apiUrl = '', VOICE_API_KEY: apiKey = '' } = environment;
  if (apiUrl !== '' && apiKey !== '') return new VoiceClient({ apiUrl, apiKey });
  if (apiUrl !== '' || apiKey !== '') {
    // The local stack must not fill in the missing one: its key would be sent to another address.
    const [set, missing] =
      apiUrl === '' ? ['VOICE_API_KEY', 'VOICE_API_URL'] : ['VOICE_API_URL', 'VOICE_API_KEY'];
    throw new UsageError(`${set} is set but ${missing} is not; set both, or neither to use the local stack`);
  }
  const localStack = readLocalStack(stateFolder);
  if (localStack !== null) return new VoiceClient(localStack);
  throw new UsageError(
    'no deployment found; set VOICE_API_URL and VOICE_API_KEY, or start the local stack with npm start',
  );
}
