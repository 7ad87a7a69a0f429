import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { CandidateView } from '../../../client/index.ts';
import { useClient } from '../../core/client.ts';
import { recordFailure } from '../../core/connection.ts';
import { player, type Slot } from '../../core/player.ts';
import { useStore } from '../../core/store.ts';
import { matchedVolumes } from './matched-volumes.ts';

/** Listening to the candidates of an audition. */
export interface Booth {
  /** The candidate that sounds, or null. */
  readonly sounding: string | null;
  /** The candidate that was played last, or null. */
  readonly last: string | null;
  /** The candidates that are compared. */
  readonly slots: Readonly<Record<Slot, string | null>>;
  readonly isMatching: boolean;
  readonly setMatching: (isMatching: boolean) => void;
  /** Volume at which a candidate plays, from 0 to 1. */
  readonly volumeOf: (voiceId: string) => number;
  readonly play: (voiceId: string) => void;
  readonly stop: () => void;
  /** Plays one of the compared candidates from the position of what was played last. */
  readonly compare: (slot: Slot) => void;
  readonly assign: (slot: Slot, voiceId: string) => void;
}

/** Positions this close to the end of a preview, in seconds, start it again. */
const endSeconds = 0.15;

/** Returns the player of the candidates. A and B are the first two with a preview, until others are assigned. */
export function useBooth(candidates: readonly CandidateView[]): Booth {
  const client = useClient();
  const playback = useStore(player.playback);
  const [assigned, setAssigned] = useState<Partial<Readonly<Record<Slot, string>>>>({});
  const [isMatching, setMatching] = useState(true);
  const last = useRef<string | null>(null);
  const playable = candidates.filter(({ preview }) => !('missing' in preview)).map(({ voiceId }) => voiceId);
  const sounding = soundingOf(playback, playable);
  if (sounding !== null) last.current = sounding;
  const volumes = matchedVolumes(candidates);
  const volumeOf = (voiceId: string) => (isMatching ? (volumes.get(voiceId) ?? 1) : 1);
  const slots = slotsOf(assigned, playable);
  usePreparation([slots.A, slots.B]);
  useEffect(() => () => player.stop(), []);
  useLayoutEffect(() => {
    for (const slot of ['A', 'B'] as const) {
      const { voiceId } = player.playback.value[slot];
      if (voiceId !== null) player.setVolume(slot, volumeOf(voiceId));
    }
  }, [isMatching]);
  const play = (voiceId: string, slot: Slot = 'A', from = 0) => {
    if (playable.includes(voiceId)) {
      void player.play(client, voiceId, { slot, from, volume: volumeOf(voiceId) });
    }
  };
  return {
    sounding,
    last: last.current,
    slots,
    isMatching,
    setMatching,
    volumeOf,
    play: (voiceId) => play(voiceId),
    stop: () => player.stop(),
    compare: (slot) => {
      const voiceId = slots[slot];
      if (voiceId === null || voiceId === sounding) return;
      const candidate = candidates.find((each) => each.voiceId === voiceId);
      play(voiceId, slot, positionFor(candidate, last.current));
    },
    assign: (slot, voiceId) => setAssigned({ ...assigned, [slot]: voiceId }),
  };
}

/** Returns the position of what was played last, or 0 where it is at the end of one of the two previews. */
function positionFor(candidate: CandidateView | undefined, last: string | null): number {
  if (candidate === undefined || last === null) return 0;
  const position = player.position(last);
  const { preview } = candidate;
  const seconds = 'missing' in preview ? 0 : (preview.durationSeconds ?? 0);
  return position < seconds - endSeconds && !player.hasEnded(last) ? position : 0;
}

function soundingOf(playback: typeof player.playback.value, playable: readonly string[]): string | null {
  for (const { voiceId, state } of [playback.A, playback.B]) {
    const isSounding = state === 'playing' || state === 'loading';
    if (isSounding && voiceId !== null && playable.includes(voiceId)) return voiceId;
  }
  return null;
}

function slotsOf(
  assigned: Partial<Readonly<Record<Slot, string>>>,
  playable: readonly string[],
): Readonly<Record<Slot, string | null>> {
  const free = playable.filter((voiceId) => voiceId !== assigned.A && voiceId !== assigned.B);
  const A = assigned.A ?? free.shift() ?? null;
  return { A, B: assigned.B ?? free.shift() ?? null };
}

/** Loads the links of compared candidates ahead, so that they start without a gap. */
function usePreparation(voiceIds: readonly (string | null)[]): void {
  const client = useClient();
  useEffect(() => {
    for (const voiceId of voiceIds) {
      // A link that fails is loaded again when it is played.
      if (voiceId !== null) player.prepare(client, voiceId).catch(recordFailure);
    }
  }, [client, ...voiceIds]);
}
