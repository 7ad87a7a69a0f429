import { expect, it } from '@jest/globals';
import { isProvedAbsent } from '../../../../lambdas/shared/actions/prove-absence.ts';
import { founded } from '../../../../lambdas/shared/voice/accounts.ts';
import type { VoiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { listedVoice } from '../../../support/provider-account.ts';
import { instant, voiceAt } from '../../../support/voices.ts';

const keyId = 'key-a';
const missing = { voiceId: '01K5ZJ0MMMMMMMMMMMMMMMMMMM', keyId, madeWith: keyId };
const other = '01K5ZJ0BBBBBBBBBBBBBBBBBBB';
const listed = 'qwen-tts-vd-vdabcdefgb-voice-20260301120000-0a1b';

/** Returns true if a scan that found one voice proves the absence of another. */
function proves(
  record: VoiceRecord | null,
  scan: { readonly clean?: boolean; readonly keyId?: string } = {},
) {
  const stores = {
    voices: { read: async () => record },
    providerVoices: { ownerOf: async () => record?.voiceId ?? null },
  };
  const read = { keyId, clean: true, voices: [listedVoice(listed)], begunAt: instant, ...scan };
  const end = { reason: 'empty_page', pagesRead: 2, voices: 1, unreadable: 0, totalCount: 1 } as const;
  return isProvedAbsent(missing, { ...read, end }, founded(keyId, instant), stores, [listed]);
}

const control = (parts: Readonly<Record<string, unknown>> = {}) =>
  voiceAt('OK', { voiceId: other, providerVoiceId: listed, keyId, ...parts });

it('accepts another live voice of the account as a control', async () => {
  expect(await proves(control())).toBe(true);
});

it('rejects a voice without a record as a control', async () => {
  expect(await proves(null)).toBe(false);
});

it('rejects the missing voice itself as a control', async () => {
  expect(await proves(control({ voiceId: missing.voiceId }))).toBe(false);
});

it('rejects a voice whose record is purged or names another voice as a control', async () => {
  expect(await proves(voiceAt('PURGED', { voiceId: other, providerVoiceId: listed, keyId }))).toBe(false);
  expect(await proves(control({ providerVoiceId: 'voice-c' }))).toBe(false);
});

it('proves nothing by a scan that is not clean or belongs to another account', async () => {
  expect(await proves(control(), { clean: false })).toBe(false);
  expect(await proves(control(), { keyId: 'key-b' })).toBe(false);
});
