import { z } from 'zod';
import { statuses } from '../../lambdas/shared/contract.ts';
import type { Log } from '../../lambdas/shared/platform/log.ts';
import { type Transition, transitions } from '../../lambdas/shared/voice/transitions.ts';
import type { EventEntry } from '../../local/core/ports.ts';
import { AliasWatch } from './alias-watch.ts';
import { aliasKey, auditionKey } from './at-rest.ts';
import { AuditionWatch } from './audition-watch.ts';
import { ChoiceWatch } from './choice-watch.ts';
import type { Outages } from './outages.ts';
import { type Account, type ProviderKey, providerKeys } from './provider/keys.ts';
import { type Provider, type SimulatedVoice, sees } from './provider/provider.ts';
import type { MemoryTable } from './table/memory-table.ts';
import { plainItem, readerOf } from './table/plain-item.ts';

/** Part of every text, key and name that must not leave the table. */
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
  voice: z.object({ voiceId: z.string() }).optional(),
  audition: z.object({ auditionId: z.string() }).optional(),
  alias: z.string().optional(),
});

export interface PublishedEvent {
  readonly detailType: string;
  /** Key of the item that the event is about. */
  readonly itemKey: string;
  readonly eventId: string;
  readonly sequence: number;
  readonly text: string;
  /** Time at which the bus took it; milliseconds since 1970. */
  readonly at: number;
}

const moves = new Set(
  Object.values(transitions).flatMap(({ from, to }: Transition) => from.map((status) => `${status} → ${to}`)),
);

/** The claim makes this transition, which has no event. */
const claimed = 'REQUESTED → CREATING';

/** Records violations of the invariants that hold at every moment of a schedule. */
export class Watch {
  readonly violations: string[] = [];
  readonly events: PublishedEvent[] = [];
  readonly auditions: AuditionWatch;
  readonly aliases: AliasWatch;
  readonly choices: ChoiceWatch;
  readonly #provider: Provider;
  readonly #table: MemoryTable;
  readonly #outages: Outages;
  readonly #now: () => number;
  deletedWhileParked = 0;
  /** The account that an operator has forgotten. */
  forgotten: Account | null = null;
  /** Voices with an unanswered delete by a key of the same account. */
  readonly #deletesUnanswered = new Set<string>();
  /** Records that expired before their purge, which removes nothing at the provider. */
  readonly #purgedAfterExpiry = new Set<string>();
  /** Voice ids by the names of their attempts. */
  readonly #voiceIdOfName = new Map<string, string>();

  constructor(provider: Provider, table: MemoryTable, outages: Outages, now: () => number) {
    this.#now = now;
    this.#provider = provider;
    this.#table = table;
    this.#outages = outages;
    this.auditions = new AuditionWatch(table);
    this.aliases = new AliasWatch(table);
    this.choices = new ChoiceWatch(table, now);
  }

  readonly log: Log = {
    info: (...line) => this.#secret('a log line', line),
    error: (...line) => this.#secret('a log line', line),
  };

  /** Checks that a status changes only by a transition of the table, and what auditions and aliases guarantee. */
  written(before: unknown, after: unknown): void {
    for (const violation of this.auditions.written(before, after)) this.#record(violation);
    for (const violation of this.aliases.written(before, after)) this.#record(violation);
    for (const violation of this.choices.written(before, after)) this.#record(violation);
    const now = parse(after);
    if (!now) return;
    for (const attempt of Object.values(now.attempts)) this.#voiceIdOfName.set(attempt.name, now.voiceId);
    const then = parse(before);
    if (!then) return;
    this.#absent(then, now);
    if (then.status === now.status) return;
    if (now.status === 'DELETED' && this.#isParked(now)) this.deletedWhileParked += 1;
    if (now.status === 'EXPIRED') this.#expiring(now);
    if (now.status === 'PURGED') this.#purging(then, now);
    const move = `${then.status} → ${now.status}`;
    if (move === claimed) return;
    if (!moves.has(move)) this.#record(`${now.voiceId} moved ${move}`);
    if (now.sequence <= then.sequence) this.#record(`${now.voiceId} moved ${move} without an event`);
  }

  /** Checks that an event follows its record, has the same content each time, and contains no secret. */
  published(entry: EventEntry): void {
    this.#secret(`the event ${entry.detailType}`, entry);
    if (entry.source !== 'voice-design') return;
    const { eventId, sequence, voice, audition, alias } = detail.parse(entry.detail);
    const itemKey = audition ? auditionKey(audition.auditionId) : (voice?.voiceId ?? aliasKey(alias ?? ''));
    const text = JSON.stringify([entry.detailType, entry.detail]);
    if (sequenceOf(this.#table.item({ voiceId: { S: itemKey } })) < sequence)
      this.#record(`${eventId} was sent before its record`);
    const earlier = this.events.find((event) => event.eventId === eventId);
    if (earlier && earlier.text !== text)
      this.#record(`${eventId} was sent with two contents: ${earlier.text} ${text}`);
    this.events.push({
      detailType: entry.detailType,
      itemKey,
      eventId,
      sequence,
      text,
      at: this.#now(),
    });
  }

  /**
   * Checks that a delete uses a key of the voice's own account, and that the voice's record is being purged or names
   * another voice. The expiry of a record is no reason for a delete.
   */
  deleting(key: ProviderKey, providerVoiceId: string): void {
    const voice = this.#voice(providerVoiceId);
    if (!voice) return;
    if (voice.account !== key.account)
      this.#record(
        `the delete of ${providerVoiceId}, of the ${voice.account} account, went to the ${key.account} account`,
      );
    const records = this.records().filter((record) => record.providerVoiceId === providerVoiceId);
    if (!voice.name.startsWith('vd') && records.length === 0)
      this.#record(`${providerVoiceId}, of another deployment, was to be deleted`);
    for (const { voiceId, status, purgeClaim } of records) {
      if (status === 'EXPIRED' && this.#provider.lives(voice))
        this.#record(`${voiceId} is EXPIRED, and its living voice was to be deleted`);
      if (status === 'PURGED' || purgeClaim) continue;
      this.#record(`${voiceId} was to be deleted while ${status}`);
    }
  }

  /** Records a delete that the provider may carry out later, so that the purge may already count the voice as gone. */
  deleteUnanswered({ account }: ProviderKey, providerVoiceId: string): void {
    if (this.#voice(providerVoiceId)?.account === account) this.#deletesUnanswered.add(providerVoiceId);
  }

  /** Checks that no voice of another attempt of the record exists when a create is sent. */
  creating(name: string): void {
    const record = parse(this.#table.item({ voiceId: { S: this.#voiceIdOfName.get(name) ?? '' } }));
    for (const attempt of Object.values(record?.attempts ?? {})) {
      const voice = attempt.name === name ? undefined : this.#made(attempt.name);
      if (voice)
        this.#record(`${record?.voiceId} is created again, and has a voice in the ${voice.account} account`);
    }
  }

  /** Returns true for a record that was EXPIRED when it was purged. */
  wasPurgedAfterExpiry(voiceId: string): boolean {
    return this.#purgedAfterExpiry.has(voiceId);
  }

  /** Checks that an attempt is proved absent only if it has made no voice. */
  #absent(before: StoredVoice, { voiceId, attempts }: StoredVoice): void {
    for (const [number, { name, state }] of Object.entries(attempts)) {
      if (state !== 'ABSENT' || before.attempts[number]?.state === 'ABSENT') continue;
      const voice = this.#made(name);
      if (voice)
        this.#record(
          `attempt ${number} of ${voiceId} is ABSENT, its voice is in the ${voice.account} account`,
        );
    }
  }

  /** Checks that a voice expires only if it is gone, or if the key of one workspace could not see it. */
  #expiring({ voiceId, providerVoiceId, origin }: StoredVoice): void {
    const voice = this.#voice(providerVoiceId);
    if (!voice || voice.deletedAt !== null || voice.account === this.forgotten) return;
    const mayBeHidden = this.#outages.hasBegun('key: of one workspace for a while');
    if (mayBeHidden && !sees(providerKeys.workspace, voice)) return;
    this.#record(`${voiceId} expired, and its ${made(origin)} voice lives in the ${voice.account} account`);
  }

  /** Checks that a purged voice is gone, unless its record had expired: then nothing is deleted. */
  #purging(before: StoredVoice, { voiceId, providerVoiceId, origin }: StoredVoice): void {
    if (before.status === 'EXPIRED') this.#purgedAfterExpiry.add(voiceId);
    const voice = this.#voice(providerVoiceId);
    if (!voice || !this.#provider.lives(voice) || before.status === 'EXPIRED') return;
    if (this.#deletesUnanswered.has(voice.providerVoiceId)) return;
    this.#record(`${voiceId} is PURGED, and its ${made(origin)} voice lives in the ${voice.account} account`);
  }

  #isParked({ voiceId }: StoredVoice): boolean {
    return this.#table.item({ voiceId: { S: `WAIT#${voiceId}` } }) !== undefined;
  }

  /** Returns the voice of a name, unless it was deleted at the console. */
  #made(name: string): SimulatedVoice | undefined {
    return this.#provider.voices.find((voice) => voice.name === name && !voice.deletedAtConsole);
  }

  #voice(providerVoiceId: string | undefined): SimulatedVoice | undefined {
    return this.#provider.voices.find((each) => each.providerVoiceId === providerVoiceId);
  }

  records() {
    return this.#table.items().flatMap((each) => parse(each) ?? []);
  }

  /** Records a call that the role of a function does not allow. */
  denied(message: string): void {
    this.#record(message);
  }

  #record(violation: string): void {
    if (!this.violations.includes(violation)) this.violations.push(violation);
  }

  #secret(where: string, value: unknown): void {
    if (JSON.stringify(value).toLowerCase().includes(canary)) this.#record(`${where} holds a text or a key`);
  }
}

function made(origin: StoredVoice['origin']): string {
  return origin === 'imported' ? 'imported' : 'designed';
}

/** Returns the number of the last event of a record; 0 if there is no record. */
function sequenceOf(stored: unknown): number {
  return stored === undefined ? 0 : Number(plainItem(stored)?.sequence);
}

// A failed parse takes long, and few items are records.
const parse = readerOf((stored) =>
  'status' in stored && 'sequence' in stored ? item.safeParse(stored).data : undefined,
);
