import { LONGEST_GATEWAY_SECONDS } from '../dashscope/vocabulary.ts';
import type { Attempt } from './record.ts';

/** Seconds after the claim at which the list is searched for an attempt of unknown outcome, then every `laterSeconds`. */
const searchTimes = [5, 15, 35, 75, 155] as const;
const laterSeconds = 120;

/** Number of clean scans that prove absence. */
export const scansNeeded = 3;

/** Seconds after the horizon for which a list that cannot be read is tried again. */
const patienceSeconds = 1_800;

/** The result of one full scan of a list for the name of an attempt. */
export interface ScanResult {
  /** Ids of voices with the attempt's name. */
  readonly found: readonly string[];
  /** True if the whole list was read, and this deployment deleted nothing meanwhile. */
  readonly clean: boolean;
  /** True if the list contains another living voice of the attempt's account. Not used before the horizon. */
  readonly control: boolean;
}

/** The parts of an attempt's horizon, in seconds. */
export interface HorizonTimes {
  /** Time limit of the create function. Until then, the request of a claim may still be sent. */
  readonly functionSeconds: number;
  /** Time from the provider's time-out until a voice that was made is in its list. */
  readonly marginSeconds: number;
  /** The configured horizon, which can only lengthen the calculated one. 0 for none. */
  readonly minSeconds: number;
}

/**
 * Returns the seconds after its claim at which the voice of an attempt is listed, or was never made. The provider's time
 * is that of the host that the attempt was sent to, even if the provider secret names another host by now.
 */
export function horizonSecondsOf(
  { providerSeconds = LONGEST_GATEWAY_SECONDS }: Pick<Attempt, 'providerSeconds'>,
  { functionSeconds, marginSeconds, minSeconds }: HorizonTimes,
): number {
  return Math.max(functionSeconds + providerSeconds + marginSeconds, minSeconds);
}

export interface ScanTimes {
  readonly horizonSeconds: number;
  readonly scansApartSeconds: number;
}

export interface SearchedAttempt {
  readonly claimedAt: Date;
  /** Times of earlier scans after the horizon that were clean, had a control, and did not list the voice. */
  readonly absences: readonly Date[];
}

export type ScanVerdict =
  /** The record adopts this voice. Reconciliation removes any further voice of the same name. */
  | { readonly kind: 'adopt'; readonly providerVoiceId: string }
  | { readonly kind: 'searchAgain'; readonly waitSeconds: number; readonly absence: boolean }
  /** The attempt is proved to have made no voice. Another attempt may be sent under another name. */
  | { readonly kind: 'absent' }
  /** The outcome cannot be determined. Nothing more is sent, and reconciliation may still adopt the voice. */
  | { readonly kind: 'unsettled' };

/**
 * Classifies a scan for an attempt of unknown outcome. Before the horizon, a scan without the voice proves nothing. After
 * it, several clean scans prove absence, each with a positive control.
 *
 * @param scan null if the list of the attempt's account could not be read
 * @param times `horizonSeconds` after the claim, a request is either a listed voice or will never be one.
 * `scansApartSeconds` lie between two scans of a proof.
 */
export function classifyScan(
  scan: ScanResult | null,
  { claimedAt, absences }: SearchedAttempt,
  now: Date,
  { horizonSeconds, scansApartSeconds }: ScanTimes,
): ScanVerdict {
  const [providerVoiceId] = scan?.found ?? [];
  if (providerVoiceId !== undefined) return { kind: 'adopt', providerVoiceId };

  const elapsed = seconds(claimedAt, now);
  if (elapsed < horizonSeconds) {
    const next = searchTimes.find((at) => at > elapsed) ?? elapsed + laterSeconds;
    return again(Math.min(next, horizonSeconds) - elapsed);
  }
  if (!scan?.clean) {
    return elapsed < horizonSeconds + patienceSeconds ? again(laterSeconds) : { kind: 'unsettled' };
  }
  if (!scan.control) return { kind: 'unsettled' };
  const last = absences.at(-1);
  const wait = last ? scansApartSeconds - seconds(last, now) : 0;
  if (wait > 0) return again(wait);
  if (absences.length + 1 >= scansNeeded) return { kind: 'absent' };
  return { ...again(scansApartSeconds), absence: true };
}

function again(waitSeconds: number) {
  return { kind: 'searchAgain', waitSeconds: Math.max(1, Math.ceil(waitSeconds)), absence: false } as const;
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1_000;
}
