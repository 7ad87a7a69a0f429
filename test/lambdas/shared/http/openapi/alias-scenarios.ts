import { randomUUID } from 'node:crypto';
import { makeHandler as deleteAlias } from '../../../../../lambdas/delete-alias/handler.ts';
import { makeHandler as getAlias } from '../../../../../lambdas/get-alias/handler.ts';
import { makeHandler as listAliases } from '../../../../../lambdas/list-aliases/handler.ts';
import { makeHandler as remakeAlias } from '../../../../../lambdas/remake-alias/handler.ts';
import { makeHandler as setAlias } from '../../../../../lambdas/set-alias/handler.ts';
import { newVoiceId } from '../../../../../lambdas/shared/voice/ids.ts';
import { discardingLog } from '../../../../support/discarding-log.ts';
import { type EventParts, proxyEvent } from '../../../../support/http-events.ts';
import type { StoredVoices } from '../../../../support/stored-voices.ts';
import { cosyvoice, qwen } from '../../../../support/voice-requests.ts';
import { voiceId as unknownId } from '../../../../support/voices.ts';
import type { Scenarios } from './api-scenarios.ts';
import type { RequestParts } from './audition-scenarios.ts';

/** Returns the handlers of the routes of aliases. */
export function aliasHandlers(stored: () => StoredVoices, { switches, places }: RequestParts) {
  const aliases = () => ({ ...stored().dependencies(), graceSeconds: 3_600, newMoveId: randomUUID });
  return {
    'list-aliases': listAliases(() => ({ ...aliases(), cursorKey: async () => 'cursor-key' }), discardingLog),
    'get-alias': getAlias(aliases, discardingLog),
    'set-alias': setAlias(aliases, discardingLog),
    'delete-alias': deleteAlias(aliases, discardingLog),
    'remake-alias': remakeAlias(
      () => ({
        ...aliases(),
        enabledFamilies: [{ scope: 'mainland', families: ['cosyvoice', 'qwen'] }],
        switches,
        places: places(),
        newVoiceId,
        newRemakeId: randomUUID,
      }),
      discardingLog,
    ),
  };
}

const callOf = (method: string, alias: string, body: object, headers: object = {}): EventParts => ({
  method,
  pathParameters: { alias },
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const put = (alias: string, body: object, headers: object = {}) => callOf('PUT', alias, body, headers);
const remake = (alias: string, body: object, headers: object = {}) => callOf('POST', alias, body, headers);
const failed = { status: 'FAILED', providerVoiceId: undefined, reason: { code: 'content_rejected' } };

/** Returns the scenarios of the routes of aliases. */
export function aliasScenarios(
  stored: () => StoredVoices,
  handlers: ReturnType<typeof aliasHandlers>,
  { switches, places }: RequestParts,
) {
  const readyId = () => stored().put({});
  const aliasOf = async (alias: string): Promise<EventParts> => {
    await handlers['set-alias'](proxyEvent(put(alias, { voiceId: await readyId() })));
    return { pathParameters: { alias } };
  };
  const noAlias: Scenarios = {
    invalid_id: async () => ({ pathParameters: { alias: 'Narrator' } }),
    invalid_request: async () => ({ pathParameters: { alias: 'unknown' }, query: { colour: ['blue'] } }),
    not_found: async () => ({ pathParameters: { alias: 'unknown' } }),
  };
  return {
    'list-aliases': {
      200: async () => {
        await aliasOf('listed-a');
        await aliasOf('listed-b');
        return { query: { limit: ['1'] } };
      },
      invalid_request: async () => ({ query: { limit: ['0'] } }),
      invalid_cursor: async () => ({ query: { cursor: ['abc'] } }),
    },
    'get-alias': { 200: () => aliasOf('shown'), ...noAlias },
    'set-alias': {
      200: async () => {
        await aliasOf('moved');
        return put('moved', { voiceId: await readyId() }, { 'if-match': '"1"' });
      },
      201: async () => put('created', { voiceId: await readyId() }, { 'if-none-match': '*' }),
      invalid_id: async () => put('Narrator', { voiceId: unknownId }),
      invalid_request: async () => put('refused', { voiceId: 'abc' }),
      payload_too_large: async () => put('refused', { voiceId: 'x'.repeat(70_000) }),
      unsupported_media_type: async () => put('refused', {}, { 'content-type': 'text/plain' }),
      invalid_state: async () => put('refused', { voiceId: await stored().put(failed) }),
      voice_in_use: async () => {
        const voiceId = await readyId();
        for (let n = 0; n < 10; n += 1)
          await handlers['set-alias'](proxyEvent(put(`full-${n}`, { voiceId })));
        return put('refused', { voiceId });
      },
      version_mismatch: async () => put('refused', { voiceId: await readyId() }, { 'if-match': '"7"' }),
    },
    'delete-alias': {
      200: () => aliasOf('deleted'),
      ...noAlias,
      version_mismatch: async () => ({ ...(await aliasOf('kept')), headers: { 'if-match': '"7"' } }),
    },
    'remake-alias': {
      202: async () => remake('remade', cosyvoice),
      200: async () => {
        await handlers['remake-alias'](proxyEvent(remake('twice', cosyvoice)));
        return remake('twice', cosyvoice);
      },
      invalid_id: async () => remake('Narrator', cosyvoice),
      invalid_request: async () => remake('refused', { targetModel: 'cosyvoice-v3.5-plus' }),
      payload_too_large: async () => remake('refused', { name: 'x'.repeat(70_000) }),
      unsupported_media_type: async () => remake('refused', {}, { 'content-type': 'text/plain' }),
      remake_pending: async () => {
        await handlers['remake-alias'](proxyEvent(remake('pending', cosyvoice)));
        return remake('pending', { ...cosyvoice, voicePrompt: 'Another voice' });
      },
      version_mismatch: async () => remake('refused', cosyvoice, { 'if-match': '"7"' }),
      scope_not_configured: async () => remake('refused', { ...cosyvoice, scope: 'international' }),
      creates_disabled: async () => {
        switches.creates = false;
        return remake('refused', cosyvoice);
      },
      voice_quota_exhausted: async () => {
        const list = { family: 'qwen', scope: 'mainland' } as const;
        const full = { used: 1_000, inFlight: 0, limit: 1_000, countedAt: new Date() };
        await places().startScan(list, 'scan');
        await places().endScan(list, 'scan', full);
        return remake('refused', qwen);
      },
    },
  } satisfies Readonly<Record<keyof typeof handlers, Scenarios>>;
}
