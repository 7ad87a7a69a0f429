import { setTimeout as sleep } from 'node:timers/promises';
import type { VoiceClient } from '../../client/index.ts';
import type { ApplyCalls } from './apply-file.ts';
import type { CheckedAlias } from './check-briefs.ts';
import type { CurrentAlias } from './plan.ts';

/** Returns the calls of an apply, made by a client. */
export function clientCalls(client: VoiceClient): ApplyCalls {
  return {
    aliases: async () => {
      const aliases: CurrentAlias[] = [];
      for await (const alias of client.aliases.list()) aliases.push(alias);
      return aliases;
    },
    remake: (alias, ifVersion) => client.aliases.remake(alias.alias, remakeBody(alias), { ifVersion }),
    remove: (alias, ifVersion) => client.aliases.delete(alias, { ifVersion }),
    voice: (voiceId) => client.get(voiceId),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    now: () => Date.now(),
  };
}

/** A remake keeps the fields that it does not name. Null resets a field that the file omits. */
function remakeBody({ brief }: CheckedAlias): object {
  const omitted = {
    scope: null,
    name: null,
    language: null,
    sampleRate: null,
    responseFormat: null,
    labels: null,
  };
  return { ...omitted, ...brief, managedBy: 'apply' };
}
