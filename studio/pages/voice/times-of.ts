import type { VoiceView } from '../../../client/index.ts';

/** Times of a record. If several are the same, the first is shown. */
const times = [
  'createdAt',
  'reviewStartedAt',
  'reviewedAt',
  'deletedAt',
  'restorableUntil',
  'purgeAt',
  'updatedAt',
] as const;

type TimeName = (typeof times)[number];

/** Returns the times that the record has, earliest first. If several are the same, the first is shown. */
export function timesOf(voice: Pick<VoiceView, TimeName>): readonly { name: TimeName; time: string }[] {
  return times
    .flatMap((name) => {
      const time = voice[name];
      const isRepeated = times.slice(0, times.indexOf(name)).some((earlier) => voice[earlier] === time);
      return time === null || isRepeated ? [] : [{ name, time }];
    })
    .toSorted((one, other) => Date.parse(one.time) - Date.parse(other.time));
}
