import * as z from 'zod';

/**
 * A result of the provider's list that ends a parked execution's wait: a final status, or a voice that is missing from a
 * list in which others are found.
 */
export const evidences = ['OK', 'UNDEPLOYED', 'MISSING'] as const;
export type Evidence = (typeof evidences)[number];

/**
 * The wakes of one review so far. The execution carries them from one parking to the next, so that a list and a query
 * that disagree wake it ever more rarely.
 */
export const wakeHistory = z.object({
  /** Each evidence that has woken the execution, separated by spaces. */
  evidence: z.string(),
  wakes: z.int().nonnegative(),
});
export type WakeHistory = Readonly<z.infer<typeof wakeHistory>>;

export const noWakes: WakeHistory = { evidence: '', wakes: 0 };

/** An execution that waits for the review of its voice. */
export interface ParkedVoice {
  readonly voiceId: string;
  readonly providerVoiceId: string;
  readonly run: number;
  /** Task token of the state that waits. */
  readonly token: string;
  readonly parkedAt: Date;
  readonly reviewStartedAt: Date;
  /** Time after which the state has certainly timed out. */
  readonly expiresAt: Date;
  /** True if the record has changed, so the execution has to read it. */
  readonly wakeRequested: boolean;
  readonly history: WakeHistory;
}

/** The part of a provider list that a sweep has read. */
export interface ReadReviews {
  /** Status of each listed voice. Null if it is not documented. */
  readonly statuses: ReadonlyMap<string, string | null>;
  /** True if the list was read from its first to its last voice. */
  readonly isWhole: boolean;
}

/** The times of the sweep, in real seconds. */
export interface WakeTimes {
  /** Time after which a parked voice should be listed. */
  readonly listedSeconds: number;
  /** Shortest and longest time between two wakes by the same evidence. */
  readonly minRepeatSeconds: number;
  readonly maxRepeatSeconds: number;
}

export const wakeTimes: WakeTimes = { listedSeconds: 120, minRepeatSeconds: 30, maxRepeatSeconds: 300 };

/** A voice to wake, with the output of its waiting state. */
export interface Wake {
  readonly voice: ParkedVoice;
  /** Null for a wake without a list. */
  readonly evidence: Evidence | null;
  readonly history: WakeHistory;
}

/**
 * Returns the voices to wake. A wake only makes the execution query its voice, so a wrong one costs one query.
 *
 * - A voice whose record has changed, or whose item has outlived its execution, is woken at once.
 * - A voice that is listed with a final status is woken.
 * - A voice that is not listed is woken if the whole list was read, another parked voice is in it, and the voice has been
 *   parked long enough to be listed.
 *
 * The same evidence wakes a voice immediately, and again after 30, 60, 120, 240 and then every 300 s.
 */
export function wakesAmong(
  parked: readonly ParkedVoice[],
  list: ReadReviews,
  now: Date,
  times: WakeTimes,
): Wake[] {
  const listed = parked.filter(({ providerVoiceId }) => list.statuses.has(providerVoiceId)).length;
  const proves = list.isWhole && listed > 0;
  return parked.flatMap((voice): Wake[] => {
    const evidence = evidenceOf(voice, list, proves, now, times);
    if (evidence === null || !mayWake(voice, evidence, now, times)) return [];
    return [{ voice, evidence, history: historyAfter(voice.history, evidence) }];
  });
}

/** A voice that the list has shown to be reviewed, and that is not woken yet. */
export interface DueWake {
  readonly voiceId: string;
  readonly evidence: Evidence;
}

/** Returns the wakes that an earlier sweep has found, of the voices that are still parked. */
export function wakesDue(due: readonly DueWake[], parked: readonly ParkedVoice[]): Wake[] {
  const evidenceOfVoice = new Map(due.map(({ voiceId, evidence }) => [voiceId, evidence]));
  return parked.flatMap((voice): Wake[] => {
    const evidence = evidenceOfVoice.get(voice.voiceId);
    return evidence ? [{ voice, evidence, history: historyAfter(voice.history, evidence) }] : [];
  });
}

/** Returns the voices that are woken whatever the provider's list contains. */
export function wakesWithoutList(parked: readonly ParkedVoice[], now: Date): Wake[] {
  return parked
    .filter(({ wakeRequested, expiresAt }) => wakeRequested || expiresAt <= now)
    .map((voice) => ({ voice, evidence: null, history: voice.history }));
}

function evidenceOf(
  { providerVoiceId, parkedAt }: ParkedVoice,
  { statuses }: ReadReviews,
  provesAbsence: boolean,
  now: Date,
  { listedSeconds }: WakeTimes,
): Evidence | null {
  if (statuses.has(providerVoiceId)) {
    const status = statuses.get(providerVoiceId);
    return status === 'OK' || status === 'UNDEPLOYED' ? status : null;
  }
  return provesAbsence && secondsSince(parkedAt, now) > listedSeconds ? 'MISSING' : null;
}

function mayWake(
  { history, parkedAt }: ParkedVoice,
  evidence: Evidence,
  now: Date,
  { minRepeatSeconds, maxRepeatSeconds }: WakeTimes,
): boolean {
  if (!history.evidence.split(' ').includes(evidence)) return true;
  const doublings = Math.min(Math.max(0, history.wakes - 1), 30);
  return secondsSince(parkedAt, now) >= Math.min(minRepeatSeconds * 2 ** doublings, maxRepeatSeconds);
}

function historyAfter({ evidence, wakes }: WakeHistory, added: Evidence): WakeHistory {
  const known = evidence.split(' ').filter((each) => each !== '' && each !== added);
  return { evidence: [...known, added].join(' '), wakes: wakes + 1 };
}

function secondsSince(time: Date, now: Date): number {
  return (now.getTime() - time.getTime()) / 1_000;
}

/**
 * Returns the seconds from one sweep to the next: 1 s while a review is younger than 5 s, 2 s while one is younger than 30 s,
 * 5 s while one is younger than two minutes, and then 10 s.
 */
export function sweepInterval(parked: readonly ParkedVoice[], now: Date, timeScale: number): number {
  const ages = parked.map(({ reviewStartedAt }) => secondsSince(reviewStartedAt, now) * timeScale);
  const youngest = Math.min(...ages);
  if (youngest < 5) return 1;
  if (youngest < 30) return 2;
  return youngest < 120 ? 5 : 10;
}
