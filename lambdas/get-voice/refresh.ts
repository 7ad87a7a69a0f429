import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import type { RefreshedVoiceView } from '../shared/voice/view.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';

const dependencies = once(() =>
  dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo(), ...providerPlatform() }),
);

/** Refreshes a voice with the client of the provider, which the function loads with this module on first use. */
export function refresh(voiceId: string): Promise<RefreshedVoiceView> {
  return dependencies().refresh(voiceId);
}
