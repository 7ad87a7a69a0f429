import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { definitionSchema } from '../../../../local/services/states/language/definition.ts';
import { configured } from '../../../harness/operations.ts';
import { machineBy } from '../../engine.ts';
import type { SimulatedFunction } from '../../functions.ts';
import type { Deployment } from '../../simulated-account.ts';
import { stack, thisStack } from './deployment.ts';

const file = join(import.meta.dirname, '../../../workflow/definitions/design-voice-polling.json');
const definition = definitionSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

const poll = z.object({
  voiceId: z.string(),
  family: z.literal('cosyvoice'),
  scope: z.literal('mainland'),
  providerVoiceId: z.string(),
  polls: z.number(),
});

/** Waits double from the first to the longest, and jitter adds up to a fifth. */
const [firstWait, longestWait, maxJitter] = [5, 120, 0.2];

function queryVoice(): SimulatedFunction {
  const { variables, timeoutSeconds } = stack.functionOf('query-voice');
  return {
    timeoutSeconds,
    handlerOn: (platform) => {
      const { accounts, clientOf } = configured('query-voice', variables).dependenciesOn(platform);
      return async (event) => {
        const { family, scope, providerVoiceId, polls } = poll.parse(event);
        const client = clientOf(await accounts.account(scope));
        const { status } = await client.queryVoice({ family, providerVoiceId });
        const wait = Math.min(longestWait, firstWait * 2 ** (polls + 1));
        return {
          verdict: status,
          waitSeconds: Math.ceil(wait * (1 + maxJitter * platform.random())),
          polls: polls + 1,
          purgeAt: platform.now().toISOString(),
        };
      };
    },
  };
}

/** A deployment with the workflow before voices were parked: each execution polls its own review. */
export const formerLoop: Deployment = {
  table: thisStack.table,
  machines: { ...thisStack.machines, design: machineBy(definition) },
  code: (name) => (name === 'query-voice' ? queryVoice() : thisStack.code(name)),
};
