import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { statuses } from '../../lambdas/shared/contract.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import { type Transition, transitions } from '../../lambdas/shared/voice/transitions.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import type { Outages } from './outages.ts';
import { type Account, type ProviderKey, providerKeys } from './provider/keys.ts';
import { type Provider, sees, type TrueVoice } from './provider/provider.ts';
import type { MemoryTable } from './table/memory-table.ts';

/** In every text, key and name that must not get out of the table. */
export const canary = 'canary';

const item = z.object({
  voiceId: z.string(),
  status: z.enum(statuses),
  sequence: z.number(),
  purgeClaim: z.object({}).optional(),
  providerVoiceId: z.string().optional(),
  origin: z.enum(['requested', 'imported']).default('requested'),
  attempts: z.record(z.string(), z.object({ name: z.string(), state: z.string() })).default({}),
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
  readonly #outages: Outages;
  /** The account that an operator has given up. */
  forgotten: Account | null = null;
  /** Voices of which a delete, with a key of their own account, was not answered. */
  readonly #deletesUnanswered = new Set<string>();
  /** Records that expired before they were purged: their purge removes nothing at the provider. */
  readonly #purgedAfterExpiry = new Set<string>();

  constructor(provider: Provider, table: MemoryTable, outages: Outages) {
    this.#provider = provider;
    this.#table = table;
    this.#outages = outages;
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
    if (!then) return;
    this.#absent(then, now);
    if (then.status === now.status) return;
    if (now.status === 'EXPIRED') this.#expiring(now);
    if (now.status === 'PURGED') this.#purging(then, now);
    const move = `${then.status} → ${now.status}`;
    if (move === claimed) return;
    if (!moves.has(move)) this.#note(`${now.voiceId} moved ${move}`);
    if (now.sequence <= then.sequence) this.#note(`${now.voiceId} moved ${move} without an event`);
  }

  /** An event tells what the record shows by then, the same whenever it is sent, and nothing secret. */
  published(entry: EventEntry): void {
    this.#secret(`the event ${entry.detailType}`, entry);
    if (entry.source !== 'voice-design') return;
    const { eventId, sequence, voice } = detail.parse(entry.detail);
    const text = JSON.stringify([entry.detailType, entry.detail]);
    const record = parse(this.#table.item({ voiceId: { S: voice.voiceId } }));
    if (!record || record.sequence < sequence) this.#note(`${eventId} was sent before its record`);
    const earlier = this.events.find((event) => event.eventId === eventId);
    if (earlier && earlier.text !== text)
      this.#note(`${eventId} was sent with two contents: ${earlier.text} ${text}`);
    this.events.push({ detailType: entry.detailType, voiceId: voice.voiceId, eventId, sequence, text });
  }

  /**
   * A voice is deleted with a key of its own account, and only while its record is being purged or is another voice's;
   * never because its record has expired.
   */
  deleting(key: ProviderKey, providerVoiceId: string): void {
    const voice = this.#voice(providerVoiceId);
    if (!voice) return;
    if (voice.account !== key.account)
      this.#note(
        `the delete of ${providerVoiceId}, of the ${voice.account} account, went to the ${key.account} account`,
      );
    const records = this.records().filter((record) => record.providerVoiceId === providerVoiceId);
    if (!voice.name.startsWith('vd') && records.length === 0)
      this.#note(`${providerVoiceId}, not ours, was to be deleted`);
    for (const { voiceId, status, purgeClaim } of records) {
      if (status === 'EXPIRED' && this.#provider.lives(voice))
        this.#note(`${voiceId} is EXPIRED, and its living voice was to be deleted`);
      if (status === 'PURGED' || purgeClaim) continue;
      this.#note(`${voiceId} was to be deleted while ${status}`);
    }
  }

  /** Such a delete may be carried out, so that the voice counts as gone once the provider does not know it. */
  deleteUnanswered({ account }: ProviderKey, providerVoiceId: string): void {
    if (this.#voice(providerVoiceId)?.account === account) this.#deletesUnanswered.add(providerVoiceId);
  }

  /** No voice of another attempt of the record exists when one is sent. */
  creating(name: string): void {
    const record = this.records().find(({ attempts }) =>
      Object.values(attempts).some((attempt) => attempt.name === name),
    );
    for (const attempt of Object.values(record?.attempts ?? {})) {
      const voice = attempt.name === name ? undefined : this.#made(attempt.name);
      if (voice)
        this.#note(`${record?.voiceId} is created again, and has a voice in the ${voice.account} account`);
    }
  }

  /** Whether a record was EXPIRED when it was purged. */
  wasPurgedAfterExpiry(voiceId: string): boolean {
    return this.#purgedAfterExpiry.has(voiceId);
  }

  /** An attempt is proved absent only if it has made no voice. */
  #absent(before: StoredVoice, { voiceId, attempts }: StoredVoice): void {
    for (const [number, { name, state }] of Object.entries(attempts)) {
      if (state !== 'ABSENT' || before.attempts[number]?.state === 'ABSENT') continue;
      const voice = this.#made(name);
      if (voice)
        this.#note(`attempt ${number} of ${voiceId} is ABSENT, its voice is in the ${voice.account} account`);
    }
  }

  /** Only a voice that is gone expires; or one that a key could not see which is limited to a workspace. */
  #expiring({ voiceId, providerVoiceId, origin }: StoredVoice): void {
    const voice = this.#voice(providerVoiceId);
    if (!voice || voice.deletedAt !== null || voice.account === this.forgotten) return;
    const mayBeHidden = this.#outages.hasBegun('key: of one workspace for a while');
    if (mayBeHidden && !sees(providerKeys.workspace, voice)) return;
    this.#note(`${voiceId} expired, and its ${made(origin)} voice lives in the ${voice.account} account`);
  }

  /** What is purged is gone, but where the record had expired: then nothing is deleted. */
  #purging(before: StoredVoice, { voiceId, providerVoiceId, origin }: StoredVoice): void {
    if (before.status === 'EXPIRED') this.#purgedAfterExpiry.add(voiceId);
    const voice = this.#voice(providerVoiceId);
    if (!voice || !this.#provider.lives(voice) || before.status === 'EXPIRED') return;
    if (this.#deletesUnanswered.has(voice.providerVoiceId)) return;
    this.#note(`${voiceId} is PURGED, and its ${made(origin)} voice lives in the ${voice.account} account`);
  }

  /** The voice of a name; not one that somebody has deleted at the console. */
  #made(name: string): TrueVoice | undefined {
    return this.#provider.voices.find((voice) => voice.name === name && !voice.deletedByOthers);
  }

  #voice(providerVoiceId: string | undefined): TrueVoice | undefined {
    return this.#provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
  }

  records() {
    return this.#table.items().flatMap((each) => parse(each) ?? []);
  }

  #note(violation: string): void {
    if (!this.violations.includes(violation)) this.violations.push(violation);
  }

  #secret(where: string, value: unknown): void {
    if (JSON.stringify(value).toLowerCase().includes(canary)) this.#note(`${where} holds a text or a key`);
  }
}

function made(origin: StoredVoice['origin']): string {
  return origin === 'imported' ? 'imported' : 'designed';
}

function parse(stored: unknown) {
  return stored === undefined ? undefined : item.safeParse(unmarshall(Object(stored))).data;
}
