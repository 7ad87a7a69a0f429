import { proxyEvent } from '../../support/http-events.ts';
import type { SimulatedAccount } from '../simulated-account.ts';

/** Invokes the authorizer with an unknown key, which costs what a known one does. */
export async function authorize({ functions }: SimulatedAccount): Promise<void> {
  const headers = { Authorization: `Bearer vdk_${'A'.repeat(43)}` };
  await functions.run('authorize-request', { headers, methodArn: 'arn' }).catch(() => undefined);
}

/** Reads a voice and its preview once. */
export async function readVoice(account: SimulatedAccount, voiceId: string): Promise<void> {
  for (const operation of ['get-voice', 'get-preview'] as const) {
    await authorize(account);
    await account.functions.run(operation, proxyEvent({ pathParameters: { voiceId } }));
  }
}
