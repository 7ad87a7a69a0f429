import { LONGEST_GATEWAY_SECONDS } from '../dashscope/vocabulary.ts';
import type { Attempt } from './record.ts';

/** Seconds after the claim at which an attempt of unknown outcome is looked for; then every `laterSeconds`. */
const searchTimes = [5, 15, 35, 75, 155] as const;
const laterSeconds = 120;

/** Absence is proved by this many clean scans. */
export const scansNeeded = 3;

/** How long after the horizon an account that cannot be read is asked on. */
const patienceSeconds = 1_800;

/** What one full scan of an account, in one family and scope, has shown. */
export interface ScanResult {
  /** Voices that carry the attempt's name. */
  readonly found: readonly string[];
  /** Read from the first page to the empty one, with nothing deleted by us meanwhile. */
  readonly clean: boolean;
  /** Another living voice of the account that the attempt was sent with was seen; without use before the horizon. */
  readonly control: boolean;
}

/** The parts of an attempt's horizon; seconds. */
export interface HorizonTimes {
  /** Time limit of the create function: until then the request of a claim may still be sent. */
  readonly functionSeconds: number;
  /** From the provider's last moment until the voice is in its list. */
  readonly marginSeconds: number;
  /** The configured horizon, which only lengthens; 0 for none. */
  readonly minSeconds: number;
}

/**
 * Seconds after its claim at which the voice of an attempt is listed, or was never made. The provider's time is that of
 * the host the attempt was sent to, whatever the provider secret names by now.
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
  /** When earlier scans, clean, with a control and after the horizon, did not show it. */
  readonly absences: readonly Date[];
}

export type ScanVerdict =
  /** The record adopts this voice. Reconciliation removes any further voice of the same name. */
  | { readonly kind: 'adopt'; readonly providerVoiceId: string }
  | { readonly kind: 'searchAgain'; readonly waitSeconds: number; readonly absence: boolean }
  /** Proved not to have made a voice: another attempt may be sent, under another name. */
  | { readonly kind: 'absent' }
  /** Nobody can know: nothing more is sent, and reconciliation may still adopt it. */
  | { readonly kind: 'unsettled' };

/**
 * What a look at the provider's list says of an attempt that was sent and not answered. Until the horizon not seeing it
 * proves nothing; after it, only several clean scans do, each with a positive control.
 *
 * @param look null when the list of the attempt's account could not be read
 * @param times `horizonSeconds` after the claim: what the provider was sent before has become a visible voice by then, or
 * never; `scansApartSeconds` between two scans of a proof
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
