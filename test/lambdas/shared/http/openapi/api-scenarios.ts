import { makeHandler as cancelAudition } from '../../../../../lambdas/cancel-audition/handler.ts';
import { makeHandler as chooseCandidate } from '../../../../../lambdas/choose-candidate/handler.ts';
import { makeHandler as deleteVoice } from '../../../../../lambdas/delete-voice/handler.ts';
import { makeHandler as getAudition } from '../../../../../lambdas/get-audition/handler.ts';
import { makeHandler as getCapacity } from '../../../../../lambdas/get-capacity/handler.ts';
import { makeHandler as getHealth } from '../../../../../lambdas/get-health/handler.ts';
import { makeHandler as getKey } from '../../../../../lambdas/get-key/handler.ts';
import { makeHandler as getOpenapi } from '../../../../../lambdas/get-openapi/handler.ts';
import { makeHandler as getPreview } from '../../../../../lambdas/get-preview/handler.ts';
import { makeHandler as getProviderVoice } from '../../../../../lambdas/get-provider-voice/handler.ts';
import { makeHandler as getStatus } from '../../../../../lambdas/get-status/handler.ts';
import { makeHandler as getVoice } from '../../../../../lambdas/get-voice/handler.ts';
import { refreshVoice } from '../../../../../lambdas/get-voice/refresh-voice.ts';
import { makeHandler as importVoice } from '../../../../../lambdas/import-voice/handler.ts';
import { makeHandler as listAuditions } from '../../../../../lambdas/list-auditions/handler.ts';
import { makeHandler as listProviderVoices } from '../../../../../lambdas/list-provider-voices/handler.ts';
import { makeHandler as listVoices } from '../../../../../lambdas/list-voices/handler.ts';
import { makeHandler as requestAudition } from '../../../../../lambdas/request-audition/handler.ts';
import { makeHandler as requestVoice } from '../../../../../lambdas/request-voice/handler.ts';
import { makeHandler as restoreVoice } from '../../../../../lambdas/restore-voice/handler.ts';
import { makeHandler as setSwitch } from '../../../../../lambdas/set-switch/handler.ts';
import type { Route } from '../../../../../lambdas/shared/contract.ts';
import type { HttpHandler } from '../../../../../lambdas/shared/http/edge.ts';
import { DynamoAccountStore } from '../../../../../lambdas/shared/stores/accounts.ts';
import { DynamoAuditionIndex } from '../../../../../lambdas/shared/stores/audition-lists.ts';
import { DynamoBudgetStore } from '../../../../../lambdas/shared/stores/budget.ts';
import { DynamoIdempotencyStore } from '../../../../../lambdas/shared/stores/idempotency-keys.ts';
import { DynamoParkedVoices } from '../../../../../lambdas/shared/stores/parked-voices.ts';
import { DynamoPlaceCounter } from '../../../../../lambdas/shared/stores/places.ts';
import { DynamoReconciliationStore } from '../../../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoSweeps } from '../../../../../lambdas/shared/stores/sweeps.ts';
import { DynamoSwitches } from '../../../../../lambdas/shared/stores/switches.ts';
import { DynamoVoiceIndex } from '../../../../../lambdas/shared/stores/voice-lists.ts';
import { newVoiceId } from '../../../../../lambdas/shared/voice/ids.ts';
import { openApiText } from '../../../../../scripts/docs/openapi.ts';
import { discardingLog } from '../../../../support/discarding-log.ts';
import type { EventParts } from '../../../../support/http-events.ts';
import { MemorySwitches } from '../../../../support/memory-stores.ts';
import { providerCalls, providerFailures } from '../../../../support/provider-calls.ts';
import { settings } from '../../../../support/voice-requests.ts';
import { voiceId as unknownId } from '../../../../support/voices.ts';
import { aliasHandlers, aliasScenarios } from './alias-scenarios.ts';
import { auditionScenarios, requestScenarios } from './audition-scenarios.ts';

/** Creates the conditions of a certain response and returns the call that gets it. */
export type Scenario = () => Promise<EventParts>;
/** Scenarios by the status of a success, with an optional description, or by the code of a problem. */
export type Scenarios = Readonly<Record<string, Scenario>>;

/** Creates the handler of every operation, on one table and the simulated provider, and a scenario for every response. */
export function apiScenarios() {
  const { provider, stored, dependencies, seed } = providerCalls();
  const switches = new MemorySwitches();

  const voices = () => ({ ...dependencies(), ...stored().dependencies() });
  const places = () => new DynamoPlaceCounter(stored().client, stored().tableName);
  const requests = () => ({
    ...voices(),
    enabledFamilies: [{ scope: 'mainland' as const, families: ['cosyvoice', 'qwen'] as const }],
    switches,
    idempotencyKeys: new DynamoIdempotencyStore(stored().client, stored().tableName),
    places: places(),
    idempotencyHours: 24,
    newVoiceId,
  });
  const aliases = aliasHandlers(stored, { switches, places });
  const handlers: Readonly<Record<Route['operation'], HttpHandler>> = {
    ...aliases,
    'request-voice': requestVoice(requests, discardingLog),
    'request-audition': requestAudition(requests, discardingLog),
    'list-auditions': listAuditions(
      () => ({
        ...voices(),
        index: new DynamoAuditionIndex(stored().client, stored().tableName),
        cursorKey: async () => 'cursor-key',
      }),
      discardingLog,
    ),
    'get-audition': getAudition(voices, discardingLog),
    'choose-candidate': chooseCandidate(voices, discardingLog),
    'cancel-audition': cancelAudition(voices, discardingLog),
    'list-voices': listVoices(
      () => ({
        ...voices(),
        index: new DynamoVoiceIndex(stored().client, stored().tableName),
        cursorKey: async () => 'cursor-key',
      }),
      discardingLog,
    ),
    'get-voice': getVoice(
      () => ({ ...voices(), refresh: (id) => refreshVoice(id, { ...dependencies(), ...voices() }) }),
      discardingLog,
    ),
    'get-preview': getPreview(
      () => ({
        ...voices(),
        linkTo: async (key) => ({ url: `https://previews.example/${key}?signed`, expiresAt: new Date(0) }),
      }),
      discardingLog,
    ),
    'delete-voice': deleteVoice(() => ({ ...voices(), switches, graceSeconds: 3_600 }), discardingLog),
    'restore-voice': restoreVoice(() => ({ ...voices(), rejectedGraceSeconds: 3_600 }), discardingLog),
    'list-provider-voices': listProviderVoices(dependencies, discardingLog),
    'get-provider-voice': getProviderVoice(dependencies, discardingLog),
    'import-voice': importVoice(
      () => ({
        ...stored().dependencies(),
        ...dependencies(),
        names: new DynamoReconciliationStore(stored().client, stored().tableName),
        accountStore: new DynamoAccountStore(stored().client, stored().tableName),
        nameSpace: 'vd',
        rejectedGraceSeconds: 3_600,
        newVoiceId,
      }),
      discardingLog,
    ),
    'get-key': getKey(discardingLog),
    'get-status': getStatus(
      () => ({
        ...voices(),
        enabledFamilies: settings.enabledFamilies,
        switches,
        parkedVoices: new DynamoParkedVoices(stored().client, stored().tableName),
        places: places(),
        sweeps: new DynamoSweeps(stored().client, stored().tableName),
        budgetStore: new DynamoBudgetStore(stored().client, stored().tableName),
        deadLetters: { count: async () => [{ queue: 'rule', waiting: 2 }] },
        purges: { latest: async () => ({ runningSince: null, last: null }) },
        reconciliations: { latest: async () => ({ runningSince: null, last: null }) },
      }),
      discardingLog,
    ),
    'set-switch': setSwitch(
      () => ({ switches: new DynamoSwitches(stored().client, stored().tableName) }),
      discardingLog,
    ),
    'get-capacity': getCapacity(() => ({ places: places(), ...settings }), discardingLog),
    'get-openapi': getOpenapi(openApiText, discardingLog),
    'get-health': getHealth(discardingLog),
  };

  const admin = { scopes: 'admin' };
  const of = async (parts: Readonly<Record<string, unknown>> = {}): Promise<EventParts> => ({
    pathParameters: { voiceId: await stored().put(parts) },
  });
  const importOf = (id = '', body: object = { family: 'cosyvoice', scope: 'mainland' }): EventParts => ({
    ...admin,
    method: 'POST',
    pathParameters: { id },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const switchCall = (name: string, body: object): EventParts => ({
    ...admin,
    method: 'PUT',
    pathParameters: { name },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const deleted = {
    status: 'DELETED',
    statusBeforeDelete: 'OK',
    deletedAt: '2026-03-01T12:00:00.000Z',
    purgeAt: '2026-03-08T12:00:00.000Z',
  };
  const creating = {
    status: 'CREATING',
    providerVoiceId: undefined,
    attempts: { 1: { name: 'vdbbbbbbbb', state: 'IN_FLIGHT' } },
  };
  const failed = { status: 'FAILED', providerVoiceId: undefined, reason: { code: 'content_rejected' } };
  const permanently = { ...admin, query: { purge: ['true'] } };
  const list = { family: ['cosyvoice'], scope: ['mainland'] };
  const unconfigured = { family: ['qwen'], scope: ['international'] };

  const noVoice: Scenarios = {
    invalid_id: async () => ({ pathParameters: { voiceId: 'abc' } }),
    not_found: async () => ({ pathParameters: { voiceId: unknownId } }),
    invalid_request: async () => ({ ...(await of()), query: { colour: ['blue'] } }),
  };
  const failing = (call: EventParts): Scenarios =>
    Object.fromEntries(
      providerFailures.map(([, effect, status, code]) => [
        code,
        async () => {
          if (status === 504) provider().timeoutMs = 200;
          await provider().control.addRule({ match: {}, effects: [effect] });
          return call;
        },
      ]),
    );

  const scenarios: Readonly<Record<Route['operation'], Scenarios>> = {
    ...aliasScenarios(stored, aliases, { switches, places }),
    'request-voice': requestScenarios(handlers['request-voice'], { switches, places }),
    'request-audition': requestScenarios(handlers['request-audition'], { switches, places }),
    ...auditionScenarios(stored),
    'list-voices': {
      200: async () => {
        await of();
        return { query: { limit: ['1'], family: ['cosyvoice'] } };
      },
      invalid_request: async () => ({ query: { limit: ['0'] } }),
      invalid_cursor: async () => ({ query: { cursor: ['abc'] } }),
    },
    'get-voice': {
      200: () => of(),
      '200 refreshed': async () => ({ ...(await of()), query: { refresh: ['true'] } }),
      '200 not refreshed': async () => {
        await provider().control.addRule({ match: {}, effects: [{ kind: 'html' }] });
        return { ...(await of()), query: { refresh: ['true'] } };
      },
      ...noVoice,
    },
    'get-preview': {
      200: async () => ({ ...(await of()), query: { as: ['link'] } }),
      '200 download': async () => ({ ...(await of()), query: { as: ['download-link'] } }),
      302: () => of(),
      '302 download': async () => ({ ...(await of()), query: { as: ['download'] } }),
      ...noVoice,
      preview_unavailable: () => of({ preview: { missing: 'lost' }, previewKey: undefined }),
    },
    'delete-voice': {
      200: () => of(),
      202: () => of(creating),
      '202 permanently': async () => ({ ...(await of()), ...permanently }),
      '200 purged': async () => ({ ...(await of({ status: 'PURGED' })), ...permanently }),
      ...noVoice,
      invalid_state: () => of(failed),
      voice_in_use: async () => ({ pathParameters: { voiceId: await stored().putHeld({}, ['held']) } }),
      deletes_disabled: async () => {
        switches.deletes = false;
        return { ...(await of()), ...permanently };
      },
    },
    'restore-voice': {
      200: () => of(deleted),
      ...noVoice,
      invalid_state: () => of(),
    },
    'list-provider-voices': {
      200: async () => {
        await seed();
        return { ...admin, query: list };
      },
      invalid_request: async () => ({ ...admin, query: { family: ['cosyvoice'] } }),
      scope_not_configured: async () => ({ ...admin, query: unconfigured }),
      ...failing({ ...admin, query: list }),
    },
    'get-provider-voice': {
      200: async () => {
        const [id = ''] = await seed();
        return { ...admin, query: list, pathParameters: { id } };
      },
      invalid_id: async () => ({ ...admin, query: list, pathParameters: { id: '-a' } }),
      invalid_request: async () => ({ ...admin, pathParameters: { id: 'some-voice' } }),
      not_found: async () => ({ ...admin, query: list, pathParameters: { id: 'unknown-voice' } }),
      scope_not_configured: async () => ({
        ...admin,
        query: unconfigured,
        pathParameters: { id: 'some-voice' },
      }),
      ...failing({ ...admin, query: list, pathParameters: { id: 'some-voice' } }),
    },
    'import-voice': {
      201: async () => importOf((await seed())[0]),
      200: async () => {
        const [id = ''] = await seed();
        await stored().providerVoices.assign(id, await stored().put({ providerVoiceId: id }));
        return importOf(id);
      },
      invalid_id: async () => importOf('-a'),
      invalid_request: async () => importOf('some-voice', { family: 'cosyvoice' }),
      payload_too_large: async () => importOf('some-voice', { name: 'x'.repeat(70_000) }),
      unsupported_media_type: async () => ({ ...importOf('some-voice'), headers: {} }),
      not_found: async () => importOf('unknown-voice'),
      invalid_state: async () => {
        await stored().providerVoices.reserveToken('bcdfghj', await stored().put(creating));
        return importOf(`cosyvoice-v3.5-plus-vd-vdbcdfghjb-${'0'.repeat(32)}`);
      },
      scope_not_configured: async () => importOf('some-voice', { family: 'qwen', scope: 'international' }),
      ...failing(importOf('some-voice')),
    },
    'get-capacity': {
      200: async () => ({}),
      invalid_request: async () => ({ query: { family: ['qwen'] } }),
    },
    'get-key': {
      200: async () => ({ scopes: 'write' }),
      invalid_request: async () => ({ query: { keyId: ['key-7c1e0f9a42d3'] } }),
    },
    'get-status': {
      200: async () => ({}),
      invalid_request: async () => ({ query: { family: ['qwen'] } }),
    },
    'set-switch': {
      200: async () => switchCall('creates', { on: false }),
      invalid_request: async () => switchCall('creates', { on: 'no' }),
      payload_too_large: async () => switchCall('creates', { on: 'x'.repeat(70_000) }),
      unsupported_media_type: async () => ({ ...switchCall('creates', { on: true }), headers: {} }),
      not_found: async () => switchCall('purges', { on: true }),
    },
    'get-openapi': {
      200: async () => ({}),
      invalid_request: async () => ({ query: { format: ['yaml'] } }),
    },
    'get-health': { 200: async () => ({ scopes: null }) },
  };
  return {
    handlers,
    scenarios,
    reset: () => {
      switches.creates = true;
      switches.deletes = true;
    },
  };
}
