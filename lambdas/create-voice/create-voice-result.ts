import type { Status, CreateOutcome as WorkflowOutcome } from '../shared/contract.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { statusOnceMade } from '../shared/voice/review.ts';
import { languagesSpoken, type PublicView, publicView } from '../shared/voice/view.ts';
import { outcomeUnknown } from './reasons.ts';

/** What the workflow goes on from. */
export interface CreateVoiceResult {
  readonly voiceId: string;
  readonly run: number;
  /** Failures without an answer in a row: none, since this is an answer. */
  readonly interruptions: 0;
  readonly outcome: WorkflowOutcome;
  /** Whole seconds before the function is entered again; only with `again`. */
  readonly waitSeconds: number;
  /** Why, without the provider's message; only with `failed`. */
  readonly reason: PublicView['reason'];
  /** What could not be written; only with `unrecorded`. */
  readonly unrecorded: {
    readonly attempt: string;
    readonly claimId: string;
    readonly providerVoiceId: string;
    readonly keyId: string;
  } | null;
  /** What the workflow writes of a deletion that was asked for meanwhile. */
  readonly deletion: { readonly purgeAt: string; readonly statusBeforeDelete: Status } | null;
  /** What `voice.use.languages` becomes once the voice is usable. */
  readonly languages: NonNullable<PublicView['use']>['languages'];
  readonly voice: PublicView;
}

/** Made; and straight on to `DELETED` if deletion was asked for meanwhile. */
export function made(record: VoiceRecord): CreateVoiceResult {
  const deletion = deletionOf(record, statusOnceMade(record));
  return result(record, { outcome: deletion ? 'madeDeleted' : 'made', deletion });
}

/** Nothing was sent, or what was sent was certainly not done; no claim is possible any more. */
export function deletedBeforeCreation(record: VoiceRecord): CreateVoiceResult {
  return result(record, { outcome: 'deletedUnmade', deletion: deletionOf(record, 'REQUESTED') });
}

function deletionOf(record: VoiceRecord, statusBeforeDelete: Status): CreateVoiceResult['deletion'] {
  if (record.status !== 'CREATING' || !record.deleteRequested) return null;
  return { purgeAt: record.deleteRequested.purgeAt, statusBeforeDelete };
}

export function failed(record: VoiceRecord): CreateVoiceResult {
  const { code, providerCode } = record.reason ?? outcomeUnknown;
  return result(record, { outcome: 'failed', reason: { code, ...(providerCode && { providerCode }) } });
}

export function result(
  record: VoiceRecord,
  overrides: Pick<CreateVoiceResult, 'outcome'> & Partial<CreateVoiceResult>,
): CreateVoiceResult {
  return {
    voiceId: record.voiceId,
    run: record.run,
    interruptions: 0,
    waitSeconds: 1,
    reason: null,
    unrecorded: null,
    deletion: null,
    languages: languagesSpoken(record),
    voice: publicView(record),
    ...overrides,
  };
}
