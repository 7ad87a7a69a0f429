import type { HttpHandler } from '../../../../../lambdas/shared/http/edge.ts';
import type { DynamoPlaceCounter } from '../../../../../lambdas/shared/stores/places.ts';
import type { AuditionRecord } from '../../../../../lambdas/shared/voice/audition-record.ts';
import { type CandidateParts, storedAudition } from '../../../../support/auditions.ts';
import { type EventParts, proxyEvent } from '../../../../support/http-events.ts';
import type { MemorySwitches } from '../../../../support/memory-stores.ts';
import type { StoredVoices } from '../../../../support/stored-voices.ts';
import { cosyvoice, qwen } from '../../../../support/voice-requests.ts';
import { voiceId as unknownId } from '../../../../support/voices.ts';
import type { Scenarios } from './api-scenarios.ts';

export interface RequestParts {
  readonly switches: MemorySwitches;
  readonly places: () => DynamoPlaceCounter;
}

const post = (body: object, headers: Readonly<Record<string, string>> = {}): EventParts => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Returns the scenarios of a route that requests voices or auditions. */
export function requestScenarios(handler: HttpHandler, { switches, places }: RequestParts): Scenarios {
  return {
    202: async () => post(cosyvoice),
    '200 valid': async () => ({ ...post(cosyvoice), query: { dryRun: ['true'] } }),
    '200 not valid': async () => {
      switches.creates = false;
      return { ...post(cosyvoice), query: { dryRun: ['true'] } };
    },
    invalid_request: async () => post({ ...cosyvoice, colour: 'blue' }),
    payload_too_large: async () => post({ ...cosyvoice, name: 'x'.repeat(70_000) }),
    unsupported_media_type: async () => post(cosyvoice, { 'content-type': 'text/plain' }),
    idempotency_key_reused: async () => {
      const headers = { 'idempotency-key': 'reused' };
      await handler(proxyEvent(post({ ...cosyvoice, name: 'first' }, headers)));
      return post({ ...cosyvoice, name: 'second' }, headers);
    },
    scope_not_configured: async () =>
      post({
        ...cosyvoice,
        family: 'qwen',
        targetModel: 'qwen3-tts-vd-2026-01-26',
        scope: 'international',
      }),
    creates_disabled: async () => {
      switches.creates = false;
      return post(cosyvoice);
    },
    voice_quota_exhausted: async () => {
      // No other scenario requests a voice of this list.
      const list = { family: 'qwen', scope: 'mainland' } as const;
      const full = { used: 1_000, inFlight: 0, limit: 1_000, countedAt: new Date() };
      await places().startScan(list, 'scan');
      await places().endScan(list, 'scan', full);
      return post(qwen);
    },
  };
}

/** Returns the scenarios of the routes of auditions, apart from the request. */
export function auditionScenarios(stored: () => StoredVoices) {
  const of = async (
    parts: Partial<AuditionRecord> = {},
    candidates?: CandidateParts,
  ): Promise<AuditionRecord> => storedAudition(stored(), parts, candidates);
  const at = ({ auditionId }: AuditionRecord): EventParts => ({ pathParameters: { auditionId } });
  const choice = (audition: AuditionRecord, body: object = { voiceId: audition.candidates[0]?.voiceId }) => ({
    ...post(body),
    ...at(audition),
  });
  const noAudition: Scenarios = {
    invalid_id: async () => ({ pathParameters: { auditionId: 'abc' } }),
    not_found: async () => ({ pathParameters: { auditionId: unknownId } }),
    invalid_request: async () => ({ ...at(await of()), query: { colour: ['blue'] } }),
  };
  return {
    'list-auditions': {
      200: async () => {
        await of();
        return { query: { limit: ['1'] } };
      },
      invalid_request: async () => ({ query: { status: ['LOUD'] } }),
      invalid_cursor: async () => ({ query: { cursor: ['abc'] } }),
    },
    'get-audition': { 200: async () => at(await of()), ...noAudition },
    'choose-candidate': {
      200: async () => choice(await of()),
      invalid_id: async () => ({ ...choice(await of()), pathParameters: { auditionId: 'abc' } }),
      invalid_request: async () => choice(await of(), { voiceId: unknownId }),
      payload_too_large: async () => choice(await of(), { voiceId: 'x'.repeat(70_000) }),
      unsupported_media_type: async () => ({ ...choice(await of()), headers: {} }),
      not_found: async () => ({ ...post({ voiceId: unknownId }), pathParameters: { auditionId: unknownId } }),
      invalid_state: async () =>
        choice(await of({}, [{ status: 'DEPLOYING', reviewStartedAt: instantText }, {}])),
      voice_in_use: async () => {
        const audition = await of();
        const [candidate] = audition.candidates;
        const aliases = Array.from({ length: 10 }, (_, index) => `audition-${index}`);
        const voiceId = await stored().putHeld({ voiceId: candidate?.voiceId }, aliases);
        return choice(audition, { voiceId, alias: 'eleventh' });
      },
    },
    'cancel-audition': {
      200: async () => at(await of()),
      ...noAudition,
      invalid_state: async () => at(await of({ status: 'LAPSED' })),
    },
  } as const satisfies Readonly<Record<string, Scenarios>>;
}

const instantText = '2026-03-01T12:00:00.000Z';
