import type { ExecutionStarter } from '../../lambdas/shared/executions.ts';
import type { IdempotencyEntry, IdempotencyStore } from '../../lambdas/shared/stores/idempotency-keys.ts';
import { LostRaceError } from '../../lambdas/shared/stores/items.ts';
import type { Switches, SwitchStore } from '../../lambdas/shared/stores/switches.ts';
import type { VoiceStore } from '../../lambdas/shared/stores/voices.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';

/**
 * Called before each access, and again before each write is answered, with its name: may wait, or throw as a service
 * that fails or whose answer is lost.
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
    await this.#gate('readPointer');
    return this.#unexpired(key, now);
  }

  async record(
    key: { owner: string; key: string },
    pointer: IdempotencyEntry,
    now: Date,
  ): Promise<IdempotencyEntry> {
    await this.#gate('point');
    const standing = this.#unexpired(key, now) ?? pointer;
    this.entries.set(JSON.stringify(key), standing);
    await this.#gate('point answered');
    return standing;
  }

  #unexpired(key: { owner: string; key: string }, now: Date): IdempotencyEntry | null {
    const pointer = this.entries.get(JSON.stringify(key));
    return pointer && pointer.expiresAt > now ? pointer : null;
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
