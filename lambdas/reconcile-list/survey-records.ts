import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoiceSummary, VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { isOfKeyInForce, type KeyInForce, keyOfVoice } from '../shared/voice/accounts.ts';
import { aliveStatuses } from '../shared/voice/alive.ts';
import { couldExpire } from '../shared/voice/missing-voices.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';
import type { ScannedList } from '../shared/voice/reconciliation.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';

/** A record as the index gives it, with its status there. */
export type SurveyedVoice = VoiceSummary & { readonly status: (typeof aliveStatuses)[number] };

/** The records that should have a voice in a list. */
export interface Survey {
  /** How many of them have it in the account that was scanned. */
  readonly live: number;
  /** Those of them that the list does not show. */
  readonly unseen: readonly VoiceRecord[];
  /** Those whose voices the list shows, or should show, and that carry a warning of another account. */
  readonly warned: readonly SurveyedVoice[];
  /** Those whose voices are in other accounts, about which the list tells nothing. */
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
      // The index may be a moment old.
      if (!isOfKeyInForce(inForce, keyOfVoice(record))) continue;
      if (couldExpire(record, now())) unseen.push(record);
    }
  }
  return { live, unseen, warned, elsewhere };
}
