import type { Status, VoiceRequest, VoiceView } from '../../../client/index.ts';

const text = { previewText: 'The harbour is quiet tonight.' };
const models = { cosyvoice: 'cosyvoice-v3.5-plus', qwen: 'qwen3-tts-vd-2026-01-26' } as const;

type Place = Pick<VoiceView, 'family' | 'scope'>;
const cosyvoice: Place = { family: 'cosyvoice', scope: 'mainland' };
const cosyvoiceAbroad: Place = { family: 'cosyvoice', scope: 'international' };
const qwen: Place = { family: 'qwen', scope: 'mainland' };
const qwenAbroad: Place = { family: 'qwen', scope: 'international' };
const everywhere = [cosyvoice, cosyvoiceAbroad, qwen, qwenAbroad];

/** What is done to a voice once it is as `ready` says. */
export type Deed =
  | 'delete'
  | 'delete and restore'
  | 'purge'
  | 'remove at the provider'
  | 'approve'
  | 'reject'
  | 'restore and approve';

/** What one voice lives through, and what must be left of it. */
export interface Life {
  readonly place: Place;
  /** In the voice prompt: steers the simulator. */
  readonly mark?: string;
  readonly deeds: readonly { readonly when: Status; readonly deed: Deed }[];
  readonly ends: Status;
  readonly announced: readonly string[];
}

/** CosyVoice's voices are announced when they are made and when they are reviewed, Qwen's both at once. */
const made = ['Voice Created', 'Voice Ready'];

function life(place: Place, ends: Status, announced: readonly string[], more: Partial<Life> = {}): Life {
  return { place, ends, announced, deeds: [], ...more };
}

/** Thirty lives but for those of imported voices, which others made. */
export const lives: Readonly<Record<string, Life>> = {
  ...named('simply used', [...everywhere, cosyvoice, qwenAbroad], (place) => life(place, 'OK', made)),
  ...named('its answer lost', [cosyvoice, qwenAbroad], (place) =>
    life(place, 'OK', made, { mark: '[answer lost]' }),
  ),
  ...named('refused', [qwen], (place) => life(place, 'FAILED', ['Voice Failed'], { mark: '[blocked]' })),
  ...named('rejected', [cosyvoice, cosyvoiceAbroad, cosyvoice], (place) =>
    life(place, 'PURGED', ['Voice Created', 'Voice Rejected', 'Voice Purged'], { mark: '[reject]' }),
  ),
  ...named('approved too late', [cosyvoice], (place) =>
    life(place, 'OK', ['Voice Created', 'Voice Review Timed Out', 'Voice Ready'], {
      mark: '[review never]',
      deeds: [{ when: 'TIMED_OUT', deed: 'approve' }],
    }),
  ),
  ...named('rejected too late', [cosyvoiceAbroad], (place) =>
    life(place, 'PURGED', ['Voice Created', 'Voice Review Timed Out', 'Voice Rejected', 'Voice Purged'], {
      mark: '[review never]',
      deeds: [{ when: 'TIMED_OUT', deed: 'reject' }],
    }),
  ),
  ...named('deleted in mid-review', [cosyvoice, cosyvoiceAbroad], (place) =>
    life(place, 'PURGED', ['Voice Created', 'Voice Deleted', 'Voice Purged'], {
      mark: '[review never]',
      deeds: [{ when: 'DEPLOYING', deed: 'delete' }],
    }),
  ),
  ...named('deleted in mid-review, then restored', [cosyvoice, cosyvoiceAbroad], (place) =>
    life(place, 'OK', ['Voice Created', 'Voice Deleted', 'Voice Restored', 'Voice Ready'], {
      mark: '[review never]',
      deeds: [
        { when: 'DEPLOYING', deed: 'delete' },
        { when: 'DELETED', deed: 'restore and approve' },
      ],
    }),
  ),
  ...named('deleted while it is created', [qwen, cosyvoiceAbroad], (place) =>
    life(place, 'PURGED', ['Voice Created', 'Voice Deleted', 'Voice Purged'], {
      mark: '[slow 12s]',
      deeds: [{ when: 'CREATING', deed: 'delete' }],
    }),
  ),
  ...named('deleted', [cosyvoice, qwen], (place) =>
    life(place, 'PURGED', [...made, 'Voice Deleted', 'Voice Purged'], {
      deeds: [{ when: 'OK', deed: 'delete' }],
    }),
  ),
  ...named('deleted and restored', [cosyvoiceAbroad, qwen], (place) =>
    life(place, 'OK', [...made, 'Voice Deleted', 'Voice Restored'], {
      deeds: [{ when: 'OK', deed: 'delete and restore' }],
    }),
  ),
  ...named('purged outright', [cosyvoice, qwenAbroad], (place) =>
    life(place, 'PURGED', [...made, 'Voice Deleted', 'Voice Purged'], {
      deeds: [{ when: 'OK', deed: 'purge' }],
    }),
  ),
  ...named('removed behind our back', [cosyvoice, qwen], (place) =>
    life(place, 'PURGED', [...made, 'Voice Expired', 'Voice Purged'], {
      deeds: [{ when: 'OK', deed: 'remove at the provider' }],
    }),
  ),
};

/** Voices that others made, whose records begin with an import. */
export const imported: readonly Place[] = [cosyvoice, qwenAbroad];

/** What to ask for, so that it lives this life. */
export function requestOf(name: string, { place, mark = '' }: Life): VoiceRequest {
  const voicePrompt = `A calm voice that takes its time. ${mark}`;
  return { ...text, ...place, voicePrompt, targetModel: models[place.family], name };
}

function named(
  name: string,
  places: readonly Place[],
  of: (place: Place) => Life,
): Readonly<Record<string, Life>> {
  return Object.fromEntries(places.map((place, index) => [`${name} (${index + 1})`, of(place)]));
}
