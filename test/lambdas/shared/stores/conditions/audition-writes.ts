import { newAlias } from '../../../../../lambdas/shared/voice/alias.ts';
import { maxAliasesPerVoice } from '../../../../../lambdas/shared/voice/holds.ts';
import { openAudition } from '../../../../support/auditions.ts';
import { item, laterEvent, otherRun, past, readAs, voiceId, write } from './stored-record.ts';
import { type Item, later, now, type WriteCase } from './write-case.ts';

const claim = { id: 'purge', until: later.toISOString() };
const aliasHold = { holds: new Set(['alias']) };

const audition = openAudition({ auditionId: voiceId, version: 2 });
const stored = (parts: Item = {}) => ({
  voiceId: `AUDITION#${voiceId}`,
  version: 2,
  choicesBegun: 0,
  pendingEvents: {},
  ...parts,
});
const laterVersion = { 'a later version': stored({ version: 3 }) };
const change = { now, status: 'READY', chosen: null, candidates: [], event: null } as const;
const auditions: readonly WriteCase[] = [
  write(
    'auditions.put',
    { 'a table without it': null },
    { 'an audition of the same id': stored() },
    ({ auditions: store }) => store.put(audition),
  ),
  write(
    'auditions.recordComplete',
    { 'the audition': stored() },
    { 'a table without it': null },
    ({ auditions: store }) => store.recordComplete(voiceId),
  ),
  write(
    'auditions.recordChoiceBegun',
    { 'the version that was read': stored() },
    laterVersion,
    ({ auditions: store }) => store.recordChoiceBegun(audition, now),
  ),
  write('auditions.change', { 'the version that was read': stored() }, laterVersion, ({ auditions: store }) =>
    store.change(audition, change),
  ),
  write(
    'auditions.clearPointing',
    { 'the decision that was read': stored({ pointing: { version: 2 } }) },
    { 'a later decision': stored({ pointing: { version: 3 } }) },
    ({ auditions: store }) => store.clearPointing(voiceId, 2),
  ),
  write(
    'auditions.clearEvent',
    { 'an audition with the event': stored({ pendingEvents: { 1: 'event' } }) },
    { 'a table without it': null },
    ({ auditions: store }) => store.clearEvent(voiceId, 1),
  ),
  write(
    'auditions.recordFinished',
    { 'the version that was read': stored() },
    { ...laterVersion, 'an audition with a choice that has begun': stored({ choicesBegun: 1 }) },
    ({ auditions: store }) => store.recordFinished(audition, [], null, now),
  ),
  write(
    'candidates.keep',
    {
      'a voice without a mark': item(),
      'a voice with an earlier mark': item({ keptBy: { version: 1 } }),
    },
    {
      'another status': item({ status: 'DELETED' }),
      'a record that is being purged': item({ purgeClaim: claim }),
      'a voice with a later mark': item({ keptBy: { version: 3 } }),
    },
    ({ candidates }) => candidates.keep(voiceId, { auditionId: voiceId, version: 2 }),
  ),
  write(
    'candidates.release',
    { 'a voice with an earlier mark': item({ keptBy: { version: 1 } }) },
    { 'a voice with a later mark': item({ keptBy: { version: 3 } }) },
    ({ candidates }) => candidates.release(voiceId, 2),
  ),
  write(
    'candidates.requestDeletion',
    { 'the record that was read': item() },
    {
      'another status': item({ status: 'FAILED' }),
      'a later run': item(otherRun),
      'a later event': item(laterEvent),
      'a record to be deleted': item({ deleteRequested: { at: past } }),
      'a voice with a mark': item({ keptBy: { version: 1 } }),
      'a record that an alias holds': item(aliasHold),
    },
    ({ candidates }) => candidates.requestDeletion(readAs('OK'), { at: now, by: 'ann', purgeAt: later }),
  ),
];

const full = new Set(Array.from({ length: maxAliasesPerVoice }, (_, index) => `hold-${index}`));
const alias = newAlias('narrator', 'ann', now);
const aliasItem = (parts: Item) => ({ voiceId: 'ALIAS#narrator', ...alias, ...parts });
const aliases: readonly WriteCase[] = [
  write(
    'holds.hold',
    {
      'a voice without a hold': item(),
      'a voice with another hold': item({ holds: new Set(['other']) }),
      'a voice with all holds and this one': item({ holds: new Set([...full].with(0, 'hold')) }),
    },
    {
      'another status': item({ status: 'DELETED' }),
      'a record that is being purged': item({ purgeClaim: claim }),
      'a record to be deleted': item({ deleteRequested: { at: past } }),
      'a voice with all holds': item({ holds: full }),
    },
    ({ holds }) => holds.hold(voiceId, 'hold'),
  ),
  write(
    'holds.release',
    { 'a voice with the hold': item({ holds: new Set(['hold', 'other']) }) },
    { 'a voice without it': item({ holds: new Set(['other']) }) },
    ({ holds }) => holds.release(voiceId, 'hold', null),
  ),
  write(
    'holds.release of the last hold',
    { 'a voice with the last hold': item({ holds: new Set(['hold']) }) },
    {
      'a voice with another hold alone': item({ holds: new Set(['other']) }),
      'a voice with another hold': item({ holds: new Set(['hold', 'other']) }),
    },
    ({ holds }) => holds.release(voiceId, 'hold', later),
  ),
  write(
    'aliases.write of a new alias',
    { 'a table without it': null },
    { 'an alias of the same name': aliasItem({}) },
    ({ aliases: store }) => store.write(alias, null),
  ),
  write(
    'aliases.write',
    { 'the revision that was read': aliasItem({ revision: 4 }) },
    { 'a later revision': aliasItem({ revision: 5 }) },
    ({ aliases: store }) => store.write(alias, { ...alias, revision: 4 }),
  ),
];

/** Writes of auditions and aliases. */
export const auditionWrites: readonly WriteCase[] = [...auditions, ...aliases];
