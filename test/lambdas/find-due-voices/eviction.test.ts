import { expect, it } from '@jest/globals';
import { chooseEvictions, keepsPlace } from '../../../lambdas/find-due-voices/eviction.ts';
import { FAMILIES } from '../../../lambdas/shared/dashscope/vocabulary.ts';
import type { DueVoice } from '../../../lambdas/shared/stores/due-voices.ts';
import fc from '../../support/fast-check.ts';
import { instant } from '../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000).toISOString();
const second = fc.integer({ min: -20, max: 20 });

const dueVoice: fc.Arbitrary<DueVoice> = fc.record({
  voiceId: fc.uuid(),
  family: fc.constantFrom(...FAMILIES),
  scope: fc.constant('mainland' as const),
  status: fc.constantFrom('DELETED' as const, 'UNDEPLOYED' as const, 'EXPIRED' as const),
  providerVoiceId: fc.constantFrom('v', null),
  keyId: fc.constantFrom('here', 'elsewhere'),
  deletedAt: fc.option(second.map(at)),
  purgeAt: second.map(at),
  deletedBecause: fc.constantFrom(null, null, 'not_chosen' as const),
  isClaimed: fc.boolean(),
});
const waits = ({ keyId }: DueVoice) => keyId === 'elsewhere';
const places = fc.record({ taken: fc.nat(110), limit: fc.option(fc.constant(100)) });

it('voices are evicted from a list, the oldest first, only until a twentieth of its places is free', () =>
  fc.assert(
    fc.asyncProperty(
      ...([fc.array(dueVoice), fc.array(dueVoice), places, places, fc.nat(10)] as const),
      async (voices, all, cosyvoice, qwen, max) => {
        const kept = all.map((voice) => ({ ...voice, status: 'DELETED' as const }));
        const counters = { cosyvoice, qwen };
        const read = async ({ family }: { family: keyof typeof counters }) => ({
          used: null,
          countedAt: null,
          ...counters[family],
        });
        const evicted = await chooseEvictions({ voices, kept, alreadyDue: 0, max }, waits, { read });
        expect(evicted.length).toBeLessThanOrEqual(max);
        for (const family of FAMILIES) {
          const { taken, limit } = counters[family];
          const removable = (of: readonly DueVoice[]) =>
            of.filter(
              (one) =>
                one.family === family && one.status !== 'EXPIRED' && one.providerVoiceId && !waits(one),
            );
          const lost = evicted.filter((one) => one.family === family);
          expect(lost).toEqual(removable(kept).slice(0, lost.length));
          const free = limit === null ? 100 : limit - taken + removable(voices).length;
          if (lost.length > 0) expect(free + lost.length).toBeLessThanOrEqual(5);
          const isStopped = lost.length === removable(kept).length || evicted.length === max;
          if (!isStopped) expect(free + lost.length).toBeGreaterThanOrEqual(5);
        }
      },
    ),
  ));

it('a voice keeps its place only if a caller deleted it, not permanently, it is unclaimed, and within its grace time', () =>
  fc.assert(
    fc.property(dueVoice, fc.nat(20), second, (voice, keepDeletedSeconds, now) => {
      const { status, deletedAt, purgeAt, deletedBecause, isClaimed } = voice;
      const end = deletedAt && new Date(Date.parse(deletedAt) + keepDeletedSeconds * 1_000).toISOString();
      const isDeletedByCaller = status === 'DELETED' && deletedBecause === null;
      const mayKeep = isDeletedByCaller && !isClaimed && deletedAt !== null && deletedAt < purgeAt;
      const keeps = keepsPlace(voice, keepDeletedSeconds, new Date(at(now)));
      expect(keeps).toBe(mayKeep && end !== null && end > at(now));
    }),
  ));
