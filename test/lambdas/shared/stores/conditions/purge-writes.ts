import { item, laterEvent, otherRun, past, readAs, voiceId, write } from './stored-record.ts';
import { type Item, later, now, type WriteCase } from './write-case.ts';

const claim = { id: 'purge', until: later.toISOString() };
const future = later.toISOString();
const aliasHold = { holds: new Set(['alias']) };

const purgeable = (status: string, parts: Item = {}) => item({ status, purgeAt: past, ...parts });
const purgeConflicts = {
  'a later run': purgeable('DELETED', otherRun),
  'a later event': purgeable('DELETED', laterEvent),
  'a record that an alias holds': purgeable('DELETED', aliasHold),
  'a record that is OK': purgeable('OK'),
  'a record that another purge has claimed': purgeable('DELETED', {
    purgeClaim: { id: 'other', until: future },
  }),
};
const purgeAccepts = {
  'a record that is DELETED': purgeable('DELETED'),
  'a record that is EXPIRED': purgeable('EXPIRED'),
  'a record that is UNDEPLOYED': purgeable('UNDEPLOYED'),
  'a record whose claim is over': purgeable('DELETED', { purgeClaim: { id: 'other', until: past } }),
  'a record that it has claimed': purgeable('DELETED', { purgeClaim: claim }),
};

const purges: readonly WriteCase[] = [
  write(
    'purges.claim of a due voice',
    purgeAccepts,
    { ...purgeConflicts, 'a record that is not due': purgeable('DELETED', { purgeAt: future }) },
    ({ purges: store }) => store.claim(readAs('DELETED'), claim, 'due', now),
  ),
  write(
    'purges.claim of a named voice',
    { ...purgeAccepts, 'a deleted record that is not due': purgeable('DELETED', { purgeAt: future }) },
    { ...purgeConflicts, 'a rejected record that is not due': purgeable('UNDEPLOYED', { purgeAt: future }) },
    ({ purges: store }) => store.claim(readAs('DELETED'), claim, 'named', now),
  ),
  write(
    'purges.recordGone',
    { 'a record that it has claimed': item({ purgeClaim: claim }) },
    { 'a record that another purge has claimed': item({ purgeClaim: { ...claim, id: 'other' } }) },
    ({ purges: store }) => store.recordGone(readAs('DELETED'), 'purge', 'voice'),
  ),
];

const owned = (key: string, owner: string) => ({ voiceId: key, owner });
const providerVoices: readonly WriteCase[] = [
  write(
    'providerVoices.assign',
    { 'a table without it': null, 'its own item': owned('PROVIDER#voice', voiceId) },
    { 'an item of another owner': owned('PROVIDER#voice', 'other') },
    ({ providerVoices: store }) => store.assign('voice', voiceId),
  ),
  write(
    'providerVoices.expireReferences',
    { 'its own item': owned('PROVIDER#voice', voiceId) },
    { 'a table without it': null, 'an item of another owner': owned('PROVIDER#voice', 'other') },
    ({ providerVoices: store }) => store.expireReferences(readAs('OK', { providerVoiceId: 'voice' }), later),
  ),
];

/** Writes of purges and of the owners of voices. */
export const purgeWrites: readonly WriteCase[] = [...purges, ...providerVoices];
