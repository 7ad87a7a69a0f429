import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoiceSummary, VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { isOfKeyInForce, type KeyInForce, keyOfVoice } from '../shared/voice/accounts.ts';
import { aliveStatuses } from '../shared/voice/alive.ts';
import { couldExpire } from '../shared/voice/missing-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { ScannedList } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

/** A record as the index contains it, with its status there. */
export type SurveyedVoice = VoiceSummary & { readonly status: (typeof aliveStatuses)[number] };

/** The records that should have a voice in a list. */
export interface Survey {
  /** Number of records whose voice is in the scanned account. */
  readonly live: number;
  /** Records of that account whose voice is missing from the list. */
  readonly unseen: readonly VoiceRecord[];
  /** Records of that account with a warning about another account. */
  readonly warned: readonly SurveyedVoice[];
  /** Records whose voices are in other accounts. The list proves nothing about them. */
  readonly elsewhere: readonly SurveyedVoice[];
}

export const otherAccountCode = 'other_account';

export async function surveyRecords(
  list: ProviderList,
  { voices: listed }: Pick<ScannedList, 'voices'>,
  inForce: KeyInForce,
  {
    voicesByStatus,
    voices,
    now,
  }: {
    readonly voicesByStatus: Pick<VoicesByStatus, 'ofList'>;
    readonly voices: Pick<VoiceStore, 'read'>;
    readonly now: () => Date;
  },
): Promise<Survey> {
  const seen = new Set(listed.map(({ providerVoiceId }) => providerVoiceId));
  const unseen: VoiceRecord[] = [];
  const warned: SurveyedVoice[] = [];
  const elsewhere: SurveyedVoice[] = [];
  let live = 0;
  for (const status of aliveStatuses) {
    for await (const summary of voicesByStatus.ofList(status, list)) {
      if (summary.providerVoiceId === null) continue;
      if (!isOfKeyInForce(inForce, summary.keyId)) {
        elsewhere.push({ ...summary, status });
        continue;
      }
      live += 1;
      if (summary.warnings.includes(otherAccountCode)) warned.push({ ...summary, status });
      if (seen.has(summary.providerVoiceId)) continue;
      const record = await voices.read(summary.voiceId);
      if (!record?.providerVoiceId || seen.has(record.providerVoiceId)) continue;
      // The index may lag behind the record.
      if (!isOfKeyInForce(inForce, keyOfVoice(record))) continue;
      if (couldExpire(record, now())) unseen.push(record);
    }
  }
  return { live, unseen, warned, elsewhere };
}
