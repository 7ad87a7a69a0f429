import { type DeleteVoiceDependencies, deleteVoice } from '../shared/actions/delete-voice.ts';
import { type RequestAuditionDependencies, requestAudition } from '../shared/actions/request-audition.ts';
import { requestVoice } from '../shared/actions/request-voice.ts';
import type { InboundDetailType } from '../shared/contract.ts';
import { assertNever } from '../shared/platform/assert-never.ts';
import { ApiError, invalidRequest } from '../shared/validation/api-error.ts';
import { requestRefused } from '../shared/validation/request-refused.ts';
import { isSingleLineText } from '../shared/validation/text.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { readAudition, readCreation, readDeletion, requestKeyOf } from './inbound-request.ts';

/** An event that requests a voice, an audition or the deletion of a voice. */
export interface InboundEvent {
  readonly id: string;
  readonly source: string;
  readonly detailType: InboundDetailType;
  readonly detail: unknown;
}

export type ReceiveVoiceRequestDependencies = RequestAuditionDependencies &
  RequestSettings &
  DeleteVoiceDependencies & {
    readonly voices: RequestAuditionDependencies['voices'] & DeleteVoiceDependencies['voices'];
  };

/**
 * Carries out the request of an event by the same rules and actions as the HTTP API, or publishes the reason for
 * which it is refused. The bus may deliver an event twice: the `requestKey` of a request prevents a second voice or audition,
 * and deletions and refusals can be repeated.
 */
export async function receiveVoiceRequest(
  event: InboundEvent,
  dependencies: ReceiveVoiceRequestDependencies,
): Promise<void> {
  const { detail, ...inbound } = event;
  const { log, publisher } = dependencies;
  const logFields = { eventId: event.id, detailType: event.detailType, source: event.source };
  try {
    const result = await carryOut(event, dependencies);
    log.info('voice request accepted', { ...logFields, ...result });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await publisher.publish(requestRefused(inbound, requestKeyOf(detail), error.details));
    log.info('voice request refused', { ...logFields, code: error.details.code });
  }
}

async function carryOut(
  event: InboundEvent,
  dependencies: ReceiveVoiceRequestDependencies,
): Promise<{ readonly voiceId?: string; readonly auditionId?: string; readonly outcome: string }> {
  const { detailType, detail } = event;
  const owner = ownerOf(event);
  switch (detailType) {
    case 'Voice Creation Requested': {
      const input = { ...readCreation(detail, dependencies), owner };
      const { record, replayed } = await requestVoice(input, dependencies);
      return { voiceId: record.voiceId, outcome: replayed ? 'replayed' : 'new' };
    }
    case 'Voice Deletion Requested': {
      const { voiceId } = readDeletion(detail);
      const { accepted } = await deleteVoice({ voiceId, owner }, dependencies);
      return { voiceId, outcome: accepted ? 'accepted' : 'deleted' };
    }
    case 'Audition Requested': {
      const input = { ...readAudition(detail, dependencies), owner };
      const { record, replayed } = await requestAudition(input, dependencies);
      return { auditionId: record.auditionId, outcome: replayed ? 'replayed' : 'new' };
    }
    default:
      return assertNever(detailType);
  }
}

/**
 * Returns the value of `createdBy` for the source of an event. It cannot equal the owner of a key, which has no
 * colon.
 *
 * @throws ApiError `invalid_request` for a source with characters that cannot appear in the events of the voice
 */
function ownerOf({ source }: InboundEvent): string {
  if (!isSingleLineText(source)) {
    const detail = 'the source of the event has characters that cannot be sent on';
    throw invalidRequest([{ pointer: '', code: 'invalid_text', detail }]);
  }
  return `event:${source}`;
}
