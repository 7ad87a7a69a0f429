import type { ExecutionStarter } from '../../lambdas/shared/executions.ts';
import type { IdempotencyEntry, IdempotencyStore } from '../../lambdas/shared/stores/idempotency-keys.ts';
import { LostRaceError } from '../../lambdas/shared/stores/items.ts';
import type { Switches, SwitchStore } from '../../lambdas/shared/stores/switches.ts';
import type { VoiceStore } from '../../lambdas/shared/stores/voices.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';

/**
 * Called with the name of an access before it, and with `<name> answered` after each write. It can wait, or throw like a
 * service that fails or whose answer is lost.
 */
export type Gate = (access: string) => Promise<void>;
const open: Gate = async () => {};

export class MemoryVoices implements Pick<VoiceStore, 'read' | 'put'> {
  readonly records = new Map<string, VoiceRecord>();
  readonly #gate: Gate;

  constructor(gate: Gate = open) {
    this.#gate = gate;
  }

  async read(voiceId: string): Promise<VoiceRecord | null> {
    await this.#gate('read');
    return this.records.get(voiceId) ?? null;
  }

  async put(record: VoiceRecord): Promise<void> {
    await this.#gate('put');
    if (this.records.has(record.voiceId)) throw new LostRaceError(record.voiceId);
    this.records.set(record.voiceId, record);
    await this.#gate('put answered');
  }
}

export class MemoryIdempotencyKeys implements IdempotencyStore {
  readonly entries = new Map<string, IdempotencyEntry>();
  readonly #gate: Gate;

  constructor(gate: Gate = open) {
    this.#gate = gate;
  }

  async read(key: { owner: string; key: string }, now: Date): Promise<IdempotencyEntry | null> {
    await this.#gate('readKey');
    return this.#unexpired(key, now);
  }

  async record(
    key: { owner: string; key: string },
    entry: IdempotencyEntry,
    now: Date,
  ): Promise<IdempotencyEntry> {
    await this.#gate('recordKey');
    const recorded = this.#unexpired(key, now) ?? entry;
    this.entries.set(JSON.stringify(key), recorded);
    await this.#gate('recordKey answered');
    return recorded;
  }

  #unexpired(key: { owner: string; key: string }, now: Date): IdempotencyEntry | null {
    const entry = this.entries.get(JSON.stringify(key));
    return entry && entry.expiresAt > now ? entry : null;
  }
}

export class MemorySwitches implements SwitchStore {
  creates = true;
  deletes = true;

  async read(): Promise<Switches> {
    return { creates: this.creates, deletes: this.deletes };
  }
}

export class MemoryExecutions implements ExecutionStarter {
  readonly started = new Set<string>();
  readonly #gate: Gate;

  constructor(gate: Gate = open) {
    this.#gate = gate;
  }

  async start(voiceId: string, run: number): Promise<void> {
    await this.#gate('start');
    this.started.add(`${voiceId}/${run}`);
    await this.#gate('start answered');
  }
}
