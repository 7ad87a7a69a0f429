import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { statuses } from '../../lambdas/shared/contract.ts';
import type { Log } from '../../lambdas/shared/runtime/log.ts';
import { type Transition, transitions } from '../../lambdas/shared/transitions.ts';
import type { EventEntry } from '../../local/services/ports.ts';
import type { Provider } from './provider/provider.ts';
import type { MemoryTable } from './table/memory-table.ts';

/** In every text, key and name that must not get out of the table. */
export const canary = 'canary';

const item = z.object({
  voiceId: z.string(),
  status: z.enum(statuses),
  sequence: z.number(),
  purgeClaim: z.object({}).optional(),
  providerVoiceId: z.string().optional(),
});
type StoredVoice = z.infer<typeof item>;
const detail = z.object({
  eventId: z.string(),
  sequence: z.number(),
  voice: z.object({ voiceId: z.string() }),
});

export interface PublishedEvent {
  readonly detailType: string;
  readonly voiceId: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly text: string;
}

const moves = new Set(
  Object.values(transitions).flatMap(({ from, to }: Transition) => from.map((status) => `${status} → ${to}`)),
);

/** Comes with the claim, and is nobody's news. */
const claimed = 'REQUESTED → CREATING';

/** Looks on while a schedule runs, and notes what must never happen, not even for a moment. */
export class Watch {
  readonly violations: string[] = [];
  readonly events: PublishedEvent[] = [];
  readonly #provider: Provider;
  readonly #table: MemoryTable;

  constructor(provider: Provider, table: MemoryTable) {
    this.#provider = provider;
    this.#table = table;
  }

  readonly log: Log = {
    info: (...line) => this.#secret('a log line', line),
    error: (...line) => this.#secret('a log line', line),
  };

  /** A status changes only as the table of transitions says. */
  written(before: unknown, after: unknown): void {
    const now = parse(after);
    if (!now) return;
    const then = parse(before);
    if (!then || then.status === now.status) return;
    if (now.status === 'EXPIRED') this.#expiring(now);
    const move = `${then.status} → ${now.status}`;
    if (move === claimed) return;
    if (!moves.has(move)) this.violations.push(`${now.voiceId} moved ${move}`);
    if (now.sequence <= then.sequence) this.violations.push(`${now.voiceId} moved ${move} without an event`);
  }

  /** An event tells what the record shows by then, the same whenever it is sent, and nothing secret. */
  published(entry: EventEntry): void {
    this.#secret(`the event ${entry.detailType}`, entry);
    if (entry.source !== 'voice-design') return;
    const { eventId, sequence, voice } = detail.parse(entry.detail);
    const text = JSON.stringify([entry.detailType, entry.detail]);
    const record = parse(this.#table.item({ voiceId: { S: voice.voiceId } }));
    if (!record || record.sequence < sequence) this.violations.push(`${eventId} was sent before its record`);
    const earlier = this.events.find((event) => event.eventId === eventId);
    if (earlier && earlier.text !== text)
      this.violations.push(`${eventId} was sent with two contents: ${earlier.text} ${text}`);
    this.events.push({ detailType: entry.detailType, voiceId: voice.voiceId, eventId, sequence, text });
  }

  /** Nothing that somebody may be using is deleted: its record is being purged, or it is no record's voice. */
  deleting(providerVoiceId: string): void {
    const voice = this.#provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
    if (voice && !voice.name.startsWith('vd'))
      this.violations.push(`${providerVoiceId}, not ours, was to be deleted`);
    for (const record of this.records()) {
      if (record.providerVoiceId !== providerVoiceId) continue;
      if (record.status === 'PURGED' || record.purgeClaim) continue;
      this.violations.push(`${record.voiceId} was to be deleted while ${record.status}`);
    }
  }

  /** What a purge would remove for good a little later. */
  #expiring({ voiceId, providerVoiceId }: StoredVoice): void {
    const voice = this.#provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
    if (voice?.deletedAt === null) this.violations.push(`${voiceId} expired, and its voice lives`);
  }

  records() {
    return this.#table.items().flatMap((each) => parse(each) ?? []);
  }

  #secret(where: string, value: unknown): void {
    if (JSON.stringify(value).toLowerCase().includes(canary))
      this.violations.push(`${where} holds a text or a key`);
  }
}

function parse(stored: unknown) {
  return stored === undefined ? undefined : item.safeParse(unmarshall(Object(stored))).data;
}
