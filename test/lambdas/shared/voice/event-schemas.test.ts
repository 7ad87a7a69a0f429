import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventSchemaVersion } from '../../../../lambdas/shared/contract.ts';
import { eventsOfTransition } from '../../../../lambdas/shared/voice/voice-event.ts';
import { publishedSchemas } from '../../../../scripts/docs/event-schemas.ts';
import { schemaIssues } from '../../../support/published-events.ts';
import { instant, readyVoice } from '../../../support/voices.ts';

/**
 * What consumers are built on. If this test fails because a field was added, write the new fingerprint down; if a field
 * went, was renamed or, in an event of ours, may now be null, raise `eventSchemaVersion` besides.
 */
const lock = { schemaVersion: 1, shape: 'e4c118d149f1ca49' };

/** Names, types and obligations of all fields: what a consumer's code breaks on, and no wording, bound or list of codes. */
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
  const findings = (voice: object) =>
    schemaIssues({
      detailType: 'Voice Restored',
      detail: { ...event?.detail, voice: { ...event?.detail.voice, ...voice } },
    });

  it('are told from what is none', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ status: 'PURGED' })).toEqual([expect.stringContaining('status')]);
    expect(findings({ createdAt: 'yesterday' })).toEqual([expect.stringContaining('createdAt')]);
    expect(findings({ voicePrompt: 'A calm voice.' })).toEqual([expect.stringContaining('voicePrompt')]);
    expect(findings({ reason: { code: 'review_rejected', message: 'no' } })).not.toEqual([]);
  });
});
