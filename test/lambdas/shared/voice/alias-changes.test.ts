import { describe, expect, it } from '@jest/globals';
import { type AliasRecord, newAlias, type PendingRemake } from '../../../../lambdas/shared/voice/alias.ts';
import {
  allowsChoice,
  beginMove,
  commitMove,
  deleteTarget,
} from '../../../../lambdas/shared/voice/alias-changes.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { useOf } from '../../../../lambdas/shared/voice/view.ts';
import { instant, readyVoice, requestedVoice } from '../../../support/voices.ts';

const [former, next, other, auditionId] = Array.from({ length: 4 }, () => newVoiceId(instant)) as [
  string,
  string,
  string,
  string,
];
const later = new Date(instant.getTime() + 60_000);
const use = useOf(readyVoice());
const targetOf = (voiceId: string, parts: object = {}) => ({
  ...({ voiceId, moveId: `to-${voiceId}`, use, status: 'OK', briefHash: null } as const),
  ...parts,
});
const move = (record: AliasRecord, voiceId: string, parts: object = {}, retireAt: Date | null = null) =>
  commitMove(beginMove(record, `to-${voiceId}`, voiceId, instant), targetOf(voiceId, parts), {
    by: 'ann',
    now: instant,
    retireAt,
  });
const alias = move(newAlias('narrator', 'ann', instant), former);
const { family, scope, targetModel, name, language, labels } = requestedVoice();
const remake = {
  id: 'remake',
  briefHash: 'hash',
  fromVersion: 1,
  warnings: [],
  owner: 'ann',
  requestKey: null,
  request: {
    family,
    scope,
    targetModel,
    name,
    language,
    labels,
    voicePrompt: 'A calm voice',
    previewText: 'Good evening.',
    sampleRate: 24_000,
    responseFormat: 'wav',
  },
  managedBy: null,
  at: instant.toISOString(),
};
const ofVoice: PendingRemake = { ...remake, voiceId: next, audition: null };
const ofAudition: PendingRemake = {
  ...remake,
  voiceId: null,
  audition: { auditionId, voiceIds: [next, other], keepUntil: later.toISOString() },
};

describe('a choice', () => {
  const choice = (version: number, fromVersion: number) => ({ auditionId, version, fromVersion });
  const chosen = move(alias, next, { choice: { auditionId, version: 3 } });
  it.each<[string, AliasRecord, object, boolean]>([
    ['that has not moved since', alias, choice(2, 1), true],
    ['that a caller has moved since', move(alias, other), choice(2, 1), false],
    ['that an earlier choice of the audition has moved since', chosen, choice(4, 1), true],
    ['that this choice has moved', chosen, choice(3, 1), false],
    ['that a later choice of the audition has moved', chosen, choice(2, 1), false],
    ['that a choice of another audition has moved', chosen, { ...choice(4, 1), auditionId: other }, false],
  ])('may move an alias %s: %#', (_, record, given, allowed) => {
    expect(allowsChoice(record, { ...choice(1, 1), ...given })).toBe(allowed);
  });
});

describe('the manager of an alias', () => {
  const byApply: PendingRemake = { ...ofVoice, fromVersion: 0, managedBy: 'apply' };
  const absent = newAlias('narrator', 'ann', instant);
  const created = move({ ...absent, pending: byApply }, next);
  const deleted = deleteTarget(created, { by: 'ann', now: later });
  it.each<[string, AliasRecord, AliasRecord['managedBy']]>([
    ['apply if an apply created the alias', created, 'apply'],
    [
      'null if a person created the alias and an apply remade it',
      move({ ...alias, pending: byApply }, next),
      null,
    ],
    [
      'null if a person created the alias while an apply was making it',
      move({ ...absent, pending: byApply }, other),
      null,
    ],
    [
      'apply if a person remade an alias that an apply created',
      move({ ...created, pending: { ...ofVoice, voiceId: other } }, other),
      'apply',
    ],
    ['apply if a person moved an alias that an apply created', move(created, other), 'apply'],
    ['null if a person set the alias after its deletion', move(deleted, other), null],
    [
      'null if a person made the alias again after its deletion',
      move({ ...deleted, pending: ofVoice }, next),
      null,
    ],
    [
      'apply if an apply made the alias again after its deletion',
      move({ ...deleted, pending: byApply }, next),
      'apply',
    ],
  ])('is %s', (_, record, managedBy) => {
    expect(record.managedBy).toBe(managedBy);
  });
});

describe('a move', () => {
  it.each<[string, PendingRemake, string, object]>([
    ['to the voice of a remake', ofVoice, next, {}],
    ['to the chosen candidate of a remake', ofAudition, other, { choice: { auditionId, version: 2 } }],
  ])('%s completes it, and the former voice is kept for a while', (_, pending, voiceId, parts) => {
    const moved = move({ ...alias, pending }, voiceId, parts, later);
    expect(moved).toMatchObject({
      pending: null,
      discarding: [],
      cancelling: [],
      previous: { voiceId: former, keptUntil: later.toISOString() },
      releasing: { [`to-${former}`]: { voiceId: former, retireAt: later.toISOString() } },
    });
  });

  it.each<[string, PendingRemake, object]>([
    ['that requested a voice', ofVoice, { discarding: [next], cancelling: [] }],
    ['that requested candidates', ofAudition, { discarding: [], cancelling: [auditionId] }],
  ])('elsewhere ends a remake %s, and the former voice stays', (_, pending, work) => {
    const choice = { auditionId: former, version: 2 };
    const elsewhere = newVoiceId(later);
    expect(move({ ...alias, pending }, elsewhere, { choice }, later)).toMatchObject({
      pending: null,
      ...work,
      previous: { voiceId: former, keptUntil: null },
      releasing: { [`to-${former}`]: { retireAt: null } },
    });
  });
});
