import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  type InboundEvent,
  receiveVoiceRequest,
} from '../../../lambdas/receive-voice-request/receive-voice-request.ts';
import { inboundDetailTypes } from '../../../lambdas/shared/contract.ts';
import { DynamoIdempotencyStore } from '../../../lambdas/shared/stores/idempotency-keys.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { anyText } from '../../support/any-text.ts';
import fc from '../../support/fast-check.ts';
import { requestsPerKind, spoiledRequest } from '../../support/generated-requests.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { expectAsPublished } from '../../support/published-events.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { cosyvoice } from '../../support/voice-requests.ts';
import { instant, voiceId as unknownId } from '../../support/voices.ts';

let voices: StoredVoices;
beforeAll(async () => {
  voices = await StoredVoices.start();
});
afterAll(() => voices.stop());

const switches = new MemorySwitches();
const provider = { isFull: false };
let count = 0;
/** Delivers an event, with a new id unless one is given. @returns the event */
async function receive(parts: Partial<InboundEvent>): Promise<InboundEvent> {
  const event: InboundEvent = {
    id: `event-${count++}`,
    source: 'shop',
    detailType: 'Voice Creation Requested',
    detail: undefined,
    ...parts,
  };
  await receiveVoiceRequest(event, {
    ...voices.dependencies(),
    enabledFamilies: [{ scope: 'mainland', families: ['cosyvoice', 'qwen'] }],
    idempotencyKeys: new DynamoIdempotencyStore(voices.client, voices.tableName),
    switches,
    places: { take: async () => !provider.isFull },
    idempotencyHours: 24,
    newVoiceId,
    graceSeconds: 3_600,
  });
  return event;
}

const creation = (detail: unknown) => receive({ detail });
const deletion = (detail: unknown) => receive({ detailType: 'Voice Deletion Requested', detail });

const eventIdSchema = z.object({ eventId: z.string() });

/** Events published in answer to the inbound event. */
function answersTo({ id }: InboundEvent) {
  return voices.published
    .map(({ detailType, detail }) => ({ detailType, detail: JSON.parse(detail) }))
    .filter(({ detail }) => eventIdSchema.parse(detail).eventId === id);
}

function startedVoices(): string[] {
  return [...new Set(voices.started.map((name) => name.slice(0, 26)))];
}

describe('a creation event', () => {
  it('creates a voice whose creator is the source of the event', async () => {
    const before = startedVoices();
    const event = await creation({ ...cosyvoice, requestKey: 'order-1', name: 'Reader', schemaVersion: 1 });
    const [voiceId = '', ...more] = startedVoices().filter((id) => !before.includes(id));
    expect(more).toEqual([]);
    expect(await voices.read(voiceId)).toMatchObject({
      status: 'REQUESTED',
      createdBy: 'event:shop',
      requestKey: 'order-1',
      origin: 'requested',
      scope: 'mainland',
      name: 'Reader',
      sampleRate: 24_000,
      createdAt: instant.toISOString(),
    });
    expect(answersTo(event)).toEqual([]);
  });

  it.each(['Auftrag für Jörg 7', '注文-7', '👩🏽‍🚀', '"\\"', 'constructor', 'k'.repeat(255)])(
    'is accepted with the key %j, also as the name of a label',
    async (requestKey) => {
      const before = startedVoices();
      const event = await creation({
        ...cosyvoice,
        requestKey,
        labels: { [requestKey.slice(0, 64)]: requestKey.slice(0, 128) },
      });
      const [voiceId = ''] = startedVoices().filter((id) => !before.includes(id));
      expect(answersTo(event)).toEqual([]);
      expect(await voices.read(voiceId)).toMatchObject({ requestKey });
      await creation({ ...cosyvoice, requestKey, labels: { other: 'x' } });
      expect(startedVoices().filter((id) => !before.includes(id))).toEqual([voiceId]);
    },
  );

  it('treats optional fields that are null as absent', async () => {
    const before = startedVoices();
    await creation({ ...cosyvoice, requestKey: 'null-1', name: null, labels: null, schemaVersion: null });
    await creation({ ...cosyvoice, requestKey: 'null-1' });
    const made = startedVoices().filter((id) => !before.includes(id));
    expect(made).toHaveLength(1);
    const deleted = await deletion({ voiceId: made[0], requestKey: null, schemaVersion: null });
    expect(answersTo(deleted)).toEqual([]);
    expect(await voices.read(made[0] ?? '')).toMatchObject({ status: 'DELETED', name: null });
  });

  it('creates one voice if it is delivered twice or put again under its key', async () => {
    const before = startedVoices();
    const detail = { ...cosyvoice, requestKey: 'order-2' };
    const [event] = await Promise.all([receive({ id: 'twice', detail }), receive({ id: 'twice', detail })]);
    await receive({ id: 'twice', detail });
    await creation(detail);
    expect(startedVoices().filter((id) => !before.includes(id))).toHaveLength(1);
    expect(event && answersTo(event)).toEqual([]);
  });

  it('does not share its key with another source', async () => {
    const before = startedVoices();
    const detail = { ...cosyvoice, requestKey: 'order-3' };
    await creation(detail);
    await receive({ source: 'studio', detail });
    expect(startedVoices().filter((id) => !before.includes(id))).toHaveLength(2);
  });
});

describe('an event that requests an audition', () => {
  const request = (detail: unknown) => receive({ detailType: 'Audition Requested', detail });

  it('creates its candidates once for its key, which a creation event can have too', async () => {
    const before = startedVoices();
    const detail = { ...cosyvoice, requestKey: 'audition-1', candidates: 2 };
    await request(detail);
    await request(detail);
    const made = startedVoices().filter((id) => !before.includes(id));
    expect(made).toHaveLength(2);
    const [first, second] = await Promise.all(made.map((id) => voices.read(id)));
    expect(first).toMatchObject({ createdBy: 'event:shop', requestKey: null, status: 'REQUESTED' });
    expect(first?.auditionId).toBe(second?.auditionId);
    expect(await voices.auditions.read(first?.auditionId ?? '')).toMatchObject({
      createdBy: 'event:shop',
      requestKey: 'audition-1',
      complete: true,
    });
    await creation({ ...cosyvoice, requestKey: 'audition-1' });
    expect(startedVoices().filter((id) => !before.includes(id))).toHaveLength(3);
  });

  it.each([
    [{ ...cosyvoice, requestKey: 'k', candidates: 11 }, '/candidates', 'out_of_range'],
    [{ ...cosyvoice, requestKey: 'k', previewText: 'Hi' }, '/previewText', 'too_short'],
    [{ ...cosyvoice, candidates: 2 }, '/requestKey', 'required'],
  ])('is refused by the rules of the HTTP API, and creates nothing: %#', async (detail, pointer, code) => {
    const before = startedVoices();
    const event = await request(detail);
    expect(answersTo(event)).toEqual([
      expect.objectContaining({
        detail: expect.objectContaining({
          problem: { code: 'invalid_request', errors: [expect.objectContaining({ pointer, code })] },
        }),
      }),
    ]);
    expect(startedVoices()).toEqual(before);
  });
});

const key = { requestKey: 'k' };
it('an event with any content results in a voice, a deletion or one valid event, and never in an error', async () => {
  const creationDetail = fc
    .tuple(spoiledRequest, fc.string({ maxLength: 12 }))
    .map(([request, requestKey]) => ({
      requestKey,
      ...request,
    }));
  const detail = fc.oneof(creationDetail, fc.record({ voiceId: anyText({ maxLength: 40 }) }), fc.jsonValue());
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...inboundDetailTypes), detail, async (detailType, generated) => {
      const before = voices.started.length;
      const answers = answersTo(await receive({ detailType, detail: generated }));
      const started = voices.started.length - before;
      expect(answers.length).toBeLessThanOrEqual(1);
      if (started > 0) expect(answers).toEqual([]);
      expectAsPublished(answers);
    }),
    { numRuns: requestsPerKind },
  );
});

describe('Voice Request Refused', () => {
  it.each(['shop\ufffe', 'sh\ufffdp', 'shop\ud800', 'shop\u0007'])(
    'is published for the source %j in a form that the queue accepts, and no voice is created',
    async (source) => {
      const before = startedVoices();
      const [answer] = answersTo(await receive({ source, detail: { ...cosyvoice, ...key } }));
      expect(answer?.detail).toMatchObject({
        inbound: { source: expect.stringMatching(/^sho?\ufffdp?$|^shop\ufffd$/) },
        problem: { code: 'invalid_request', errors: [{ pointer: '', code: 'invalid_text' }] },
      });
      expect(startedVoices()).toEqual(before);
    },
  );

  it.each<[string, unknown, object[]]>([
    ['no requestKey', cosyvoice, [{ pointer: '/requestKey', code: 'required' }]],
    [
      'a requestKey of null',
      { ...cosyvoice, requestKey: null },
      [{ pointer: '/requestKey', code: 'invalid_type' }],
    ],
    [
      'an empty requestKey',
      { ...cosyvoice, requestKey: ' ' },
      [{ pointer: '/requestKey', code: 'too_short' }],
    ],
    [
      'a requestKey that is too long',
      { ...cosyvoice, requestKey: 'k'.repeat(256) },
      [{ pointer: '/requestKey', code: 'too_long', limit: 255, actual: 256 }],
    ],
    [
      'a requestKey with too many bytes',
      { ...cosyvoice, requestKey: '𝄞'.repeat(128) },
      [{ pointer: '/requestKey', code: 'too_long', limit: 510, actual: 512 }],
    ],
    [
      'a requestKey with a control character',
      { ...cosyvoice, requestKey: 'a\u0007' },
      [{ pointer: '/requestKey', code: 'invalid_text' }],
    ],
    [
      'a requestKey that was not UTF-8',
      { ...cosyvoice, requestKey: 'Auftrag f\ufffdr J\ufffdrg' },
      [{ pointer: '/requestKey', code: 'invalid_text' }],
    ],
    [
      'a field whose name cannot be repeated',
      { ...cosyvoice, ...key, 'a\uffff': 1 },
      [{ pointer: '', code: 'unknown_field' }],
    ],
    [
      'a label named __proto__',
      { ...cosyvoice, ...key, labels: JSON.parse('{"__proto__":"a","constructor":"b"}') },
      [{ pointer: '/labels/__proto__', code: 'not_allowed' }],
    ],
    [
      'a later schema version',
      { ...cosyvoice, ...key, schemaVersion: 2 },
      [{ pointer: '/schemaVersion', code: 'not_allowed', allowed: [1] }],
    ],
    [
      'a schema version of the wrong type',
      { ...cosyvoice, ...key, schemaVersion: '1' },
      [{ pointer: '/schemaVersion', code: 'invalid_type' }],
    ],
    [
      'an unknown field',
      { ...cosyvoice, ...key, status: 'OK' },
      [{ pointer: '/status', code: 'unknown_field' }],
    ],
    [
      '__proto__',
      JSON.parse(JSON.stringify({ ...cosyvoice, ...key }).replace('}', ',"__proto__":{}}')),
      [{ pointer: '/__proto__', code: 'unknown_field' }],
    ],
    [
      'no fields',
      key,
      ['family', 'targetModel', 'voicePrompt', 'previewText'].map((field) => ({
        pointer: `/${field}`,
        code: 'required',
      })),
    ],
    [
      'a text that is too long, and no key',
      { ...cosyvoice, voicePrompt: 'x'.repeat(501) },
      [
        { pointer: '/requestKey', code: 'required' },
        { pointer: '/voicePrompt', code: 'too_long', limit: 500, actual: 501 },
      ],
    ],
    ['an array as its detail', ['a'], [{ pointer: '', code: 'not_an_object' }]],
  ])('is published for a creation with %s, and no voice is created', async (_, detail, errors) => {
    const before = startedVoices();
    const answers = answersTo(await creation(detail));
    expect(answers.map(({ detail: { problem } }) => problem)).toEqual([
      { code: 'invalid_request', errors: errors.map((error) => expect.objectContaining(error)) },
    ]);
    expectAsPublished(answers);
    expect(startedVoices()).toEqual(before);
  });

  it('contains the event and its key, but no other value of the request', async () => {
    const event = await creation({ ...cosyvoice, requestKey: 'order-4', language: 'klingon' });
    const answers = answersTo(event);
    expect(answers).toEqual([
      {
        detailType: 'Voice Request Refused',
        detail: {
          schemaVersion: 1,
          eventId: event.id,
          requestKey: 'order-4',
          inbound: { id: event.id, source: 'shop', detailType: 'Voice Creation Requested' },
          problem: { code: 'invalid_request', errors: [expect.objectContaining({ pointer: '/language' })] },
        },
      },
    ]);
    expect(JSON.stringify(answers)).not.toMatch(/klingon|takes its time|harbour/);
  });

  it('is published for a key of another request', async () => {
    await creation({ ...cosyvoice, requestKey: 'order-5' });
    const answers = answersTo(await creation({ ...cosyvoice, requestKey: 'order-5', name: 'Other' }));
    expect(answers).toMatchObject([{ detail: { problem: { code: 'idempotency_key_reused', errors: [] } } }]);
    expectAsPublished(answers);
  });

  it('is published for a scope that is not configured', async () => {
    const qwen = { ...cosyvoice, family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' };
    const answers = answersTo(await creation({ ...qwen, ...key, scope: 'international' }));
    expect(answers).toMatchObject([{ detail: { problem: { code: 'scope_not_configured', errors: [] } } }]);
    expectAsPublished(answers);
    const withoutKey = answersTo(await creation({ ...qwen, scope: 'international' }));
    expect(withoutKey).toMatchObject([{ detail: { problem: { code: 'invalid_request' } } }]);
  });

  it('is published for a creation if the list of the provider is full', async () => {
    provider.isFull = true;
    const answers = answersTo(await creation({ ...cosyvoice, requestKey: 'full' }));
    provider.isFull = false;
    expect(answers).toMatchObject([{ detail: { problem: { code: 'voice_quota_exhausted', errors: [] } } }]);
  });

  it('is published for a creation while creates are switched off', async () => {
    switches.creates = false;
    const answers = answersTo(await creation({ ...cosyvoice, requestKey: 'order-6' }));
    switches.creates = true;
    expect(answers).toMatchObject([{ detail: { problem: { code: 'creates_disabled', errors: [] } } }]);
  });

  it.each<[string, unknown, string, object[]]>([
    ['an unknown id', { voiceId: unknownId }, 'not_found', []],
    ['an id of the wrong shape', { voiceId: 'v1' }, 'invalid_id', []],
    ['no id', {}, 'invalid_request', [{ pointer: '/voiceId', code: 'required' }]],
    [
      'an id that is a number',
      { voiceId: 1 },
      'invalid_request',
      [{ pointer: '/voiceId', code: 'invalid_type' }],
    ],
    [
      'a wrong id and an unknown field',
      { voiceId: 'v1', purge: true },
      'invalid_request',
      [
        { pointer: '/voiceId', code: 'invalid_text' },
        { pointer: '/purge', code: 'unknown_field' },
      ],
    ],
    [
      'an empty key',
      { voiceId: unknownId, requestKey: '' },
      'invalid_request',
      [{ pointer: '/requestKey', code: 'too_short' }],
    ],
  ])('is published for a deletion with %s', async (_, detail, code, errors) => {
    const answers = answersTo(await deletion(detail));
    expect(answers).toMatchObject([{ detail: { requestKey: null, problem: { code, errors } } }]);
    expectAsPublished(answers);
  });

  it('is published for the deletion of a voice that was never created', async () => {
    const voiceId = await voices.put({
      status: 'FAILED',
      reason: { code: 'content_rejected' },
      providerVoiceId: undefined,
    });
    const answers = answersTo(await deletion({ voiceId, requestKey: 'gone' }));
    expect(answers).toMatchObject([
      { detail: { requestKey: 'gone', problem: { code: 'invalid_state', errors: [] } } },
    ]);
  });
});

describe('a deletion event', () => {
  it('marks the voice as deleted, and may be delivered twice', async () => {
    const voiceId = await voices.put({});
    const event = await deletion({ voiceId });
    await receive(event);
    expect(await voices.read(voiceId)).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'OK' });
    expect(voices.eventsOf(voiceId)).toEqual(['Voice Deleted']);
    expect(answersTo(event)).toEqual([]);
  });
});

it('an event whose answer cannot be published fails, so that it reaches the dead-letter queue', async () => {
  const before = voices.published.length;
  voices.busFails = true;
  await expect(creation({})).rejects.toThrow('the bus failed');
  voices.busFails = false;
  expect(voices.published).toHaveLength(before);
});
