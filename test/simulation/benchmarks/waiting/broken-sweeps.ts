import { configured } from '../../../harness/operations.ts';
import type { Deployment } from '../../simulated-account.ts';
import { stack, thisStack } from './deployment.ts';

const { variables, timeoutSeconds } = stack.functionOf('sweep-reviews');

/** This stack with a sweep that always fails, so that each execution is woken by its time-out alone. */
export const deadSweep: Deployment = {
  ...thisStack,
  code: (name) => {
    if (name !== 'sweep-reviews') return thisStack.code(name);
    const fail = async () => {
      throw new Error('the sweep is dead');
    };
    return { timeoutSeconds, handlerOn: () => fail };
  },
};

const seen = new Map<string, boolean>();
const isSeen = (token: string): boolean => {
  const known = seen.get(token) ?? seen.size % 5 !== 4;
  seen.set(token, known);
  return known;
};

/** This stack with a sweep that does not see every fifth task token. */
export const lostTokens: Deployment = {
  ...thisStack,
  code: (name) => {
    if (name !== 'sweep-reviews') return thisStack.code(name);
    const operation = configured(name, variables);
    return {
      timeoutSeconds,
      handlerOn: (platform) => {
        const { parkedVoices } = operation.dependenciesOn(platform);
        const replaced: typeof parkedVoices = {
          ofList: async (list) => (await parkedVoices.ofList(list)).filter(({ token }) => isSeen(token)),
          requestWake: (voiceId) => parkedVoices.requestWake(voiceId),
          remove: (voice) => parkedVoices.remove(voice),
        };
        return operation.handlerOn(platform, { parkedVoices: replaced });
      },
    };
  },
};
