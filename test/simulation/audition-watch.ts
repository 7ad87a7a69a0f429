import { z } from 'zod';
import { type AuditionStatus, auditionStatuses, statuses } from '../../lambdas/shared/contract.ts';
import { parseAudition } from '../../lambdas/shared/stores/auditions.ts';
import type { AuditionRecord } from '../../lambdas/shared/voice/audition-record.ts';
import type { MemoryTable } from './table/memory-table.ts';
import { readerOf } from './table/plain-item.ts';

const candidate = z.object({
  voiceId: z.string(),
  status: z.enum(statuses),
  auditionId: z.string(),
  keptBy: z.object({ version: z.number() }).optional(),
  deletedBecause: z.string().optional(),
  createdAt: z.string(),
});
type Candidate = z.infer<typeof candidate>;

/** Statuses that can follow each status of an audition. */
const nextOf: Readonly<Record<AuditionStatus, readonly AuditionStatus[]>> = {
  OPEN: ['READY', 'FAILED', 'DECIDED', 'LAPSED', 'CANCELLED'],
  READY: ['FAILED', 'DECIDED', 'LAPSED', 'CANCELLED'],
  FAILED: ['READY', 'DECIDED', 'LAPSED', 'CANCELLED'],
  DECIDED: [],
  LAPSED: ['DECIDED'],
  CANCELLED: [],
};

/** Situations of auditions that a run of schedules has to meet. */
export const situations = [
  ...auditionStatuses,
  'chosen again',
  'chosen late',
  'chosen before all are settled',
  'deletion requested of a candidate in creation',
  'deletion requested of a candidate of an unknown outcome',
  'late candidate deleted',
  'candidate written after its request',
] as const;
export type Situation = (typeof situations)[number];

/** Checks what auditions guarantee at every write of an item, and counts the situations that they get into. */
export class AuditionWatch {
  readonly met = new Map<Situation, number>();
  readonly #table: MemoryTable;

  constructor(table: MemoryTable) {
    this.#table = table;
  }

  /** @returns the violations of a write */
  written(before: unknown, after: unknown): string[] {
    const audition = auditionOf(after);
    if (audition) return this.#audition(auditionOf(before), audition);
    const voice = candidateOf(after);
    return voice ? this.#candidate(candidateOf(before), voice) : [];
  }

  /** Returns all stored auditions. */
  records(): AuditionRecord[] {
    return this.#table.items().flatMap((stored) => auditionOf(stored) ?? []);
  }

  #audition(before: AuditionRecord | undefined, now: AuditionRecord): string[] {
    const { auditionId, status, chosen, version, sequence } = now;
    if (!before) {
      this.#count('OPEN');
      return [];
    }
    if (before.version > version) return [`${auditionId} went back to version ${version}`];
    if (before.status === status && before.chosen === chosen) return [];
    const found: string[] = [];
    if (before.status !== status) this.#count(status);
    if (before.status !== status && !nextOf[before.status].includes(status))
      found.push(`${auditionId} moved ${before.status} → ${status}`);
    if (sequence !== before.sequence + 1) found.push(`${auditionId} is ${status} without an event`);
    if (chosen === null) return found;
    if (before.chosen !== null) this.#count('chosen again');
    if (before.status === 'LAPSED') this.#count('chosen late');
    if (before.status === 'OPEN') this.#count('chosen before all are settled');
    // The voice is marked before the audition changes.
    const record = this.#read(chosen);
    if (!record?.keptBy || record.keptBy.version < version)
      found.push(`${auditionId} chose ${chosen}, which has no mark`);
    return found;
  }

  #candidate(before: Candidate | undefined, now: Candidate): string[] {
    const audition = auditionOf(this.#table.item({ voiceId: { S: `AUDITION#${now.auditionId}` } }));
    if (!audition) return [`${now.voiceId} belongs to no audition`];
    if (!before) return this.#added(now, audition);
    this.#countDeletion(before, now);
    if (audition.chosen !== now.voiceId) return [];
    if (isDeletion(before, now) && now.deletedBecause)
      return [`${now.voiceId} is chosen, and its audition deleted it`];
    return before.keptBy && !now.keptBy ? [`${now.voiceId} is chosen, and lost its mark`] : [];
  }

  #countDeletion(before: Candidate, now: Candidate): void {
    const isRequested = now.deletedBecause !== undefined && before.deletedBecause === undefined;
    if (isRequested && now.status === 'CREATING')
      this.#count('deletion requested of a candidate in creation');
    if (isRequested && now.status === 'FAILED')
      this.#count('deletion requested of a candidate of an unknown outcome');
    const isLate = before.deletedBecause !== undefined && isDeletion(before, now);
    if (isLate) this.#count('late candidate deleted');
  }

  #added({ voiceId, createdAt }: Candidate, audition: AuditionRecord): string[] {
    const { auditionId, candidates, complete } = audition;
    const requestMilliseconds = 60_000;
    if (Date.parse(createdAt) > Date.parse(audition.createdAt) + requestMilliseconds)
      this.#count('candidate written after its request');
    if (complete) return [`${voiceId} was added to ${auditionId}, which is complete`];
    return candidates.some((each) => each.voiceId === voiceId)
      ? []
      : [`${voiceId} was added to ${auditionId}, whose candidate it is not`];
  }

  #read(voiceId: string): Candidate | undefined {
    return candidateOf(this.#table.item({ voiceId: { S: voiceId } }));
  }

  #count(situation: Situation): void {
    this.met.set(situation, (this.met.get(situation) ?? 0) + 1);
  }
}

function isDeletion(before: Candidate, now: Candidate): boolean {
  return now.status === 'DELETED' && before.status !== 'DELETED';
}

const candidateOf = readerOf((item) => ('auditionId' in item ? candidate.safeParse(item).data : undefined));
const auditionOf = readerOf((item) =>
  String(item.voiceId).startsWith('AUDITION#') ? parseAudition({ ...item }) : undefined,
);
