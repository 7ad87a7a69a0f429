import { setTimeout as sleep } from 'node:timers/promises';
import type { VoiceClient } from '../../client/index.ts';
import type { ApplyCalls } from './apply-file.ts';
import type { CurrentAlias, OpenAudition } from './plan.ts';
import type { Brief } from './voices-file.ts';

/** Returns the calls of an apply, made by a client. */
export function clientCalls(client: VoiceClient): ApplyCalls {
  return {
    aliases: async () => {
      const aliases: CurrentAlias[] = [];
      for await (const alias of client.aliases.list()) aliases.push(alias);
      return aliases;
    },
    auditions: async () => {
      const auditions: OpenAudition[] = [];
      for (const status of ['OPEN', 'READY'] as const) {
        for await (const { remakeOf, auditionId, briefHash } of client.auditions.list({ status })) {
          if (remakeOf !== null) auditions.push({ alias: remakeOf, auditionId, briefHash });
        }
      }
      return auditions;
    },
    remake: async ({ alias, brief }, ifVersion) => {
      const { candidates, ...fields } = brief;
      const body = remakeBody(fields);
      if (candidates === undefined) {
        const { voiceId } = await client.aliases.remakeUnchecked(alias, body, { ifVersion });
        return { voiceId };
      }
      const { auditionId } = await client.aliases.remakeWithCandidatesUnchecked(alias, candidates, body, {
        ifVersion,
      });
      return { auditionId };
    },
    remove: (alias, ifVersion) => client.aliases.delete(alias, { ifVersion }),
    voice: (voiceId) => client.get(voiceId),
    sleep: async (milliseconds) => {
      await sleep(milliseconds);
    },
    now: () => Date.now(),
  };
}

/** A remake keeps the fields that it does not name. Null resets a field that the file omits. */
function remakeBody(brief: Brief): object {
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
