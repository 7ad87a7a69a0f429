import type { Status, VoiceRequest, VoiceView } from '../../../client/index.ts';

const text = { previewText: 'The harbour is quiet tonight.' };
const models = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

type Place = Pick<VoiceView, 'family' | 'scope'>;
const cosyvoice: Place = { family: 'cosyvoice', scope: 'mainland' };
const cosyvoiceAbroad: Place = { family: 'cosyvoice', scope: 'international' };
const qwen: Place = { family: 'qwen', scope: 'mainland' };
const qwenAbroad: Place = { family: 'qwen', scope: 'international' };
const everywhere = [cosyvoice, cosyvoiceAbroad, qwen, qwenAbroad];

/** An action of a user or of the provider on a voice. */
export type UserAction =
  | 'delete'
  | 'delete and restore'
  | 'purge'
  | 'remove at the provider'
  | 'approve'
  | 'reject'
  | 'delete, restore and approve';

/** The actions on one voice, and the status and the events that it must end with. */
export interface VoiceHistory {
  readonly place: Place;
  /** Part of the voice prompt that the simulator interprets. */
  readonly marker?: string;
  readonly userActions: readonly { readonly when: Status; readonly action: UserAction }[];
  readonly finalStatus: Status;
  readonly events: readonly string[];
}

/** A CosyVoice voice has these events at its creation and after its review, a Qwen voice both at its creation. */
const made = ['Voice Created', 'Voice Ready'];

function history(
  place: Place,
  finalStatus: Status,
  events: readonly string[],
  more: Partial<VoiceHistory> = {},
): VoiceHistory {
  return { place, finalStatus, events, userActions: [], ...more };
}

/** The histories of all voices that the deployment creates. Together with the imported voices they are thirty. */
export const histories: Readonly<Record<string, VoiceHistory>> = {
  ...named('used', [...everywhere, cosyvoice, qwenAbroad], (place) => history(place, 'OK', made)),
  ...named('answer lost', [cosyvoice, qwenAbroad], (place) =>
    history(place, 'OK', made, { marker: '[answer lost]' }),
  ),
  ...named('refused', [qwen], (place) => history(place, 'FAILED', ['Voice Failed'], { marker: '[blocked]' })),
  ...named('rejected', [cosyvoice, cosyvoiceAbroad, cosyvoice], (place) =>
    history(place, 'PURGED', ['Voice Created', 'Voice Rejected', 'Voice Purged'], { marker: '[reject]' }),
  ),
  ...named('approved too late', [cosyvoice], (place) =>
    history(place, 'OK', ['Voice Created', 'Voice Review Timed Out', 'Voice Ready'], {
      marker: '[review never]',
      userActions: [{ when: 'TIMED_OUT', action: 'approve' }],
    }),
  ),
  ...named('rejected too late', [cosyvoiceAbroad], (place) =>
    history(place, 'PURGED', ['Voice Created', 'Voice Review Timed Out', 'Voice Rejected', 'Voice Purged'], {
      marker: '[review never]',
      userActions: [{ when: 'TIMED_OUT', action: 'reject' }],
    }),
  ),
  ...named('deleted during its review', [cosyvoice, cosyvoiceAbroad], (place) =>
    history(place, 'PURGED', ['Voice Created', 'Voice Deleted', 'Voice Purged'], {
      marker: '[review never]',
      userActions: [{ when: 'DEPLOYING', action: 'delete' }],
    }),
  ),
  ...named('deleted during its review, then restored', [cosyvoice, cosyvoiceAbroad], (place) =>
    history(place, 'OK', ['Voice Created', 'Voice Deleted', 'Voice Restored', 'Voice Ready'], {
      marker: '[review never]',
      userActions: [{ when: 'DEPLOYING', action: 'delete, restore and approve' }],
    }),
  ),
  ...named('deleted during its creation', [qwen, cosyvoiceAbroad], (place) =>
    history(place, 'PURGED', ['Voice Created', 'Voice Deleted', 'Voice Purged'], {
      marker: '[slow 12s]',
      userActions: [{ when: 'CREATING', action: 'delete' }],
    }),
  ),
  ...named('deleted', [cosyvoice, qwen], (place) =>
    history(place, 'PURGED', [...made, 'Voice Deleted', 'Voice Purged'], {
      userActions: [{ when: 'OK', action: 'delete' }],
    }),
  ),
  ...named('deleted and restored', [cosyvoiceAbroad, qwen], (place) =>
    history(place, 'OK', [...made, 'Voice Deleted', 'Voice Restored'], {
      userActions: [{ when: 'OK', action: 'delete and restore' }],
    }),
  ),
  ...named('purged immediately', [cosyvoice, qwenAbroad], (place) =>
    history(place, 'PURGED', [...made, 'Voice Deleted', 'Voice Purged'], {
      userActions: [{ when: 'OK', action: 'purge' }],
    }),
  ),
  ...named('removed at the provider', [cosyvoice, qwen], (place) =>
    history(place, 'PURGED', [...made, 'Voice Expired', 'Voice Purged'], {
      userActions: [{ when: 'OK', action: 'remove at the provider' }],
    }),
  ),
};

/** Voices that another client created and the deployment imports. */
export const imported: readonly Place[] = [cosyvoice, qwenAbroad];

/** Returns the request for a voice with the given history. */
export function requestOf(name: string, { place, marker = '' }: VoiceHistory): VoiceRequest {
  const voicePrompt = `A calm voice that takes its time. ${marker}`;
  return { ...text, ...place, voicePrompt, targetModel: models[place.family], name };
}

function named(
  name: string,
  places: readonly Place[],
  of: (place: Place) => VoiceHistory,
): Readonly<Record<string, VoiceHistory>> {
  return Object.fromEntries(places.map((place, index) => [`${name} (${index + 1})`, of(place)]));
}
