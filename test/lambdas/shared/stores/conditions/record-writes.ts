import type { Status } from '../../../../../lambdas/shared/contract.ts';
import { requestedVoice } from '../../../../support/voices.ts';
import { item, notCreated, otherRun, past, readAs, run, sequence, voiceId, write } from './stored-record.ts';
import { earlier, later, now, type WriteCase } from './write-case.ts';

const missing = { preview: { missing: 'pending' } };
const found = { preview: { missing: 'lost' }, key: 'key', waveform: null } as const;

const voices: readonly WriteCase[] = [
  write(
    'voices.put',
    { 'a table without it': null },
    { 'a record of the same id': item() },
    ({ voices: store }) => store.put(requestedVoice({ voiceId })),
  ),
  write(
    'voices.recordReason',
    { 'a record without a voice': item(notCreated) },
    { 'a later run': item({ ...notCreated, ...otherRun }), 'a record with a voice': item() },
    ({ voices: store }) => store.recordReason({ voiceId, run }, { code: 'execution_failed' }, now),
  ),
  write(
    'voices.recordPreview with a key',
    {
      'a record without a preview': item(missing),
      'a record with this preview': item({ preview: {}, previewKey: 'key' }),
    },
    {
      'a record of another voice': item({ ...missing, providerVoiceId: 'other' }),
      'a record that is being purged': item({ ...missing, purgeClaim: { id: 'purge' } }),
      'a record with another preview': item({ preview: {}, previewKey: 'other' }),
    },
    ({ voices: store }) => store.recordPreview(voiceId, 'voice', found, now),
  ),
  write(
    'voices.recordPreview without a key',
    { 'a record without a preview': item(missing) },
    {
      'a record of another voice': item({ ...missing, providerVoiceId: 'other' }),
      'a record that is being purged': item({ ...missing, purgeClaim: { id: 'purge' } }),
      'a record with a preview': item({ preview: {}, previewKey: 'other' }),
    },
    ({ voices: store }) => store.recordPreview(voiceId, 'voice', { ...found, key: null }, now),
  ),
  ...(['CREATING', 'FAILED', 'EXPIRED'] as const).map((status) =>
    write(
      'voices.requestDeletion',
      { 'the record that was read': item({ status }) },
      { 'a later run': item({ status, ...otherRun }), 'another status': item({ status: other(status) }) },
      ({ voices: store }) => store.requestDeletion(readAs(status), { at: now, by: 'ann', purgeAt: later }),
    ),
  ),
  write('voices.requestDeletion', {}, { 'the record that was read': item() }, ({ voices: store }) =>
    store.requestDeletion(readAs('OK'), { at: now, by: 'ann', purgeAt: later }),
  ),
];

function other(status: Status): Status {
  return status === 'FAILED' ? 'EXPIRED' : 'FAILED';
}

const due = { purgeAt: later.toISOString() };
const forward: readonly WriteCase[] = [
  write(
    'voices.bringPurgeForward of a deleted voice',
    { 'the record that was read': item({ status: 'DELETED', ...due }) },
    {
      'a later run': item({ status: 'DELETED', ...due, ...otherRun }),
      'another status': item({ status: 'OK', ...due }),
      'a later event': item({ status: 'DELETED', ...due, sequence: sequence + 1 }),
      'an earlier purge': item({ status: 'DELETED', purgeAt: '2020-01-01T00:00:00.000Z' }),
    },
    ({ voices: store }) => store.bringPurgeForward(readAs('DELETED'), now),
  ),
  write(
    'voices.bringPurgeForward of a voice in creation',
    { 'the record that was read': item({ status: 'CREATING', deleteRequested: due }) },
    {
      'a later run': item({ status: 'CREATING', deleteRequested: due, ...otherRun }),
      'another status': item({ status: 'OK', deleteRequested: due }),
      'a later event': item({ status: 'CREATING', deleteRequested: due, sequence: sequence + 1 }),
      'an earlier purge': item({
        status: 'CREATING',
        deleteRequested: { purgeAt: '2020-01-01T00:00:00.000Z' },
      }),
    },
    ({ voices: store }) => store.bringPurgeForward(readAs('CREATING'), now),
  ),
  write(
    'voices.clearEvent',
    { 'a record with the event': item({ pendingEvents: { 3: { detailType: 'Voice Ready' } } }) },
    { 'a table without it': null },
    ({ voices: store }) => store.clearEvent(voiceId, 3),
  ),
];

const status = 'OK';
const reconciliation: readonly WriteCase[] = [
  write(
    'reconciliation.recordMissing',
    {
      'the record that was read': item(),
      'a record whose purge is over': item({ purgeClaim: { id: 'purge', until: earlier.toISOString() } }),
    },
    {
      'another status': item({ status: 'DELETED' }),
      'a record of another voice': item({ providerVoiceId: 'other' }),
      'a record that is missing': item({ missingSince: past }),
      'a record that is being purged': item({ purgeClaim: { id: 'purge', until: later.toISOString() } }),
    },
    ({ reconciliation: store }) => store.recordMissing(readAs(status, { providerVoiceId: 'voice' }), now),
  ),
  write(
    'reconciliation.clearMissing',
    { 'the record that was read': item({ missingSince: past }) },
    { 'a record that is missing since another time': item({ missingSince: now.toISOString() }) },
    ({ reconciliation: store }) => store.clearMissing(readAs(status, { missingSince: past })),
  ),
  write(
    'reconciliation.recordKey of a record with one',
    { 'the record that was read': item(), 'a record with this key': item({ keyId: 'new' }) },
    {
      'a record of another voice': item({ providerVoiceId: 'other' }),
      'a record with another key': item({ keyId: 'other' }),
    },
    ({ reconciliation: store }) =>
      store.recordKey(readAs(status, { providerVoiceId: 'voice', keyId: 'key' }), 'new'),
  ),
  write(
    'reconciliation.recordKey of a record without one',
    { 'the record that was read': item({ keyId: undefined }) },
    {
      'a record of another voice': item({ keyId: undefined, providerVoiceId: 'other' }),
      'a record with a key': item(),
    },
    ({ reconciliation: store }) => store.recordKey(readAs(status, { providerVoiceId: 'voice' }), 'new'),
  ),
  write(
    'reconciliation.recordWarnings',
    {
      'the record that was read': item(),
      'a record with this write': item({ updatedAt: now.toISOString() }),
    },
    {
      'a later event': item({ sequence: sequence + 1 }),
      'a record that was changed later': item({ updatedAt: later.toISOString() }),
    },
    ({ reconciliation: store }) => store.recordWarnings(readAs(status), [], now),
  ),
  write(
    'reconciliation.recordAnnounced',
    { 'the record that was read': item() },
    {
      'a later event': item({ sequence: sequence + 1 }),
      'a record that was changed later': item({ updatedAt: later.toISOString() }),
    },
    ({ reconciliation: store }) => store.recordAnnounced(readAs(status)),
  ),
  write(
    'reconciliation.raiseRun',
    {
      'the record that was read': item({ status: 'CREATING' }),
      'a record with this write': item({ status: 'CREATING', run: run + 1, updatedAt: now.toISOString() }),
    },
    {
      'another status': item(),
      'a later run': item({ status: 'CREATING', run: run + 2 }),
      'a record that was changed later': item({ status: 'CREATING', updatedAt: later.toISOString() }),
      'the next run at another time': item({
        status: 'CREATING',
        run: run + 1,
        updatedAt: later.toISOString(),
      }),
      'a later run at this time': item({ status: 'CREATING', run: run + 2, updatedAt: now.toISOString() }),
    },
    ({ reconciliation: store }) => store.raiseRun(readAs('CREATING'), now),
  ),
];

/** Writes of a record. */
export const recordWrites: readonly WriteCase[] = [...voices, ...forward, ...reconciliation];
