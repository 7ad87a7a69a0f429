import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventSchemaVersion } from '../../../../lambdas/shared/contract.ts';
import { eventsOfTransition } from '../../../../lambdas/shared/voice/voice-event.ts';
import { publishedSchemas } from '../../../../scripts/docs/event-schemas.ts';
import { schemaIssues } from '../../../support/published-events.ts';
import { instant, readyVoice } from '../../../support/voices.ts';

/**
 * The fingerprint of the shapes that consumers depend on. If a field is added, update the fingerprint. If a field is removed
 * or renamed, or a field of an outbound event becomes nullable, increase `eventSchemaVersion` too.
 */
const lock = { schemaVersion: 1, shape: '0cc1ef63ff5af5ee' };

/** Returns the names and types of all fields and which are required. It leaves out descriptions, bounds and lists of codes. */
function shapeOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => ['type', 'properties', 'required', 'items', 'anyOf'].includes(keyword))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([keyword, value]) => {
        if (keyword !== 'properties') return [keyword, shapeOf(value)];
        return [keyword, Object.entries(value).map(([name, field]) => [name, shapeOf(field)])];
      }),
  );
}

describe('the published events', () => {
  it('keep their shape within a schema version', () => {
    const shapes = publishedSchemas().map(({ detailType, schema }) => [detailType, shapeOf(schema)]);
    const shape = createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 16);
    expect({ schemaVersion: eventSchemaVersion, shape }).toEqual(lock);
  });

  const restored = { ...readyVoice(), status: 'DELETED' as const, statusBeforeDelete: 'OK' as const };
  const [event] = eventsOfTransition(
    { ...restored, deletedAt: instant.toISOString(), purgeAt: instant.toISOString(), providerVoiceId: 'v' },
    'restoredReady',
    { now: instant },
  );
  const issuesOf = (voice: object) =>
    schemaIssues({
      detailType: 'Voice Restored',
      detail: { ...event?.detail, voice: { ...event?.detail.voice, ...voice } },
    });

  it('accept valid details and reject invalid ones', () => {
    expect(issuesOf({})).toEqual([]);
    expect(issuesOf({ status: 'PURGED' })).toEqual([expect.stringContaining('status')]);
    expect(issuesOf({ createdAt: 'yesterday' })).toEqual([expect.stringContaining('createdAt')]);
    expect(issuesOf({ voicePrompt: 'A calm voice.' })).toEqual([expect.stringContaining('voicePrompt')]);
    expect(issuesOf({ reason: { code: 'review_rejected', message: 'no' } })).not.toEqual([]);
  });
});
