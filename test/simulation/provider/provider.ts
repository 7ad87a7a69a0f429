import type { Family, ProviderStatus } from '../../../lambdas/shared/dashscope/index.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../virtual-time.ts';
import type { Account, ProviderKey, Workspace } from './keys.ts';

/** A voice as it truly is. */
export interface TrueVoice {
  readonly providerVoiceId: string;
  readonly account: Account;
  readonly workspace: Workspace;
  readonly family: Family;
  readonly name: string;
  readonly targetModel: string;
  readonly madeAt: number;
  /** From when on list and query know it. */
  readonly visibleAt: number;
  /** When its review ends; never, perhaps. */
  readonly reviewedAt: number;
  readonly verdict: 'OK' | 'UNDEPLOYED';
  deletedAt: number | null;
  /** By somebody else, in the provider's console. */
  deletedByOthers: boolean;
}

/** A request to create, however far it has come. */
export interface TrueCreate {
  readonly name: string;
  readonly sentAt: number;
  /** Whether the provider took it up: not where it was throttled, its key refused, or it was never on the wire. */
  taken: boolean;
}

/** What the provider knows and nobody else: every voice it has made, every request it was sent. */
export class Provider {
  readonly voices: TrueVoice[] = [];
  readonly creates: TrueCreate[] = [];
  /** Voices that an account may hold of each family. */
  voicesMax = Number.POSITIVE_INFINITY;
  readonly #time: VirtualTime;
  readonly #random: Random;

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  make(
    parts: Pick<TrueVoice, 'account' | 'workspace' | 'family' | 'name' | 'targetModel'> & {
      readonly providerVoiceId?: string;
      /** Milliseconds until it can be seen. */
      readonly hiddenFor?: number;
    },
  ): TrueVoice {
    const { account, workspace, family, name, targetModel } = parts;
    const now = this.#time.now();
    const review = this.#review(family);
    const voice: TrueVoice = {
      ...{ account, workspace, family, name, targetModel },
      providerVoiceId: parts.providerVoiceId ?? this.newId(family, name, targetModel),
      madeAt: now,
      visibleAt: now + (parts.hiddenFor ?? 0),
      reviewedAt: now + review.seconds * 1_000,
      verdict: review.verdict,
      deletedAt: null,
      deletedByOthers: false,
    };
    this.voices.push(voice);
    return voice;
  }

  isFull(account: Account, family: Family): boolean {
    const held = this.voices.filter(
      (voice) => voice.account === account && voice.family === family && voice.deletedAt === null,
    );
    return held.length >= this.voicesMax;
  }

  newId(family: Family, name: string, targetModel: string): string {
    const moment = String(this.#time.now()).padStart(14, '0').slice(0, 14);
    return family === 'cosyvoice'
      ? `${targetModel}-vd-${name}-${this.#random.hex(32)}`
      : `qwen-tts-vd-${name}-voice-${moment}-${this.#random.hex(4)}`;
  }

  /** The newest first, as the list shows them to the key now. */
  listed(key: ProviderKey, family: Family): TrueVoice[] {
    return this.voices
      .filter((voice) => voice.family === family && sees(key, voice) && this.#isVisible(voice))
      .sort((one, other) => other.madeAt - one.madeAt);
  }

  /** The voice of an id, if the key sees it now. */
  find(key: ProviderKey, providerVoiceId: string): TrueVoice | undefined {
    return this.voices.find(
      (voice) => voice.providerVoiceId === providerVoiceId && sees(key, voice) && this.#isVisible(voice),
    );
  }

  /** @returns whether it was there */
  delete(key: ProviderKey, providerVoiceId: string): boolean {
    const voice = this.find(key, providerVoiceId);
    if (voice) voice.deletedAt = this.#time.now();
    return voice !== undefined;
  }

  /** As a person deletes it in the provider's console, who sees all. */
  deleteAtConsole(voice: TrueVoice): void {
    if (voice.deletedAt !== null) return;
    voice.deletedAt = this.#time.now();
    voice.deletedByOthers = true;
  }

  /** Whether a voice can be seen by a key that sees all of its account. */
  lives(voice: TrueVoice): boolean {
    return this.#isVisible(voice);
  }

  statusOf({ family, reviewedAt, verdict }: TrueVoice): ProviderStatus {
    if (family === 'qwen') return 'OK';
    return this.#time.now() < reviewedAt ? 'DEPLOYING' : verdict;
  }

  #isVisible({ visibleAt, deletedAt }: TrueVoice): boolean {
    return deletedAt === null && visibleAt <= this.#time.now();
  }

  /** Mostly minutes; now and then past every deadline, or without an end. */
  #review(family: Family): { readonly seconds: number; readonly verdict: 'OK' | 'UNDEPLOYED' } {
    if (family === 'qwen') return { seconds: 0, verdict: 'OK' };
    const verdict = this.#random.chance(0.2) ? 'UNDEPLOYED' : 'OK';
    const drawn = this.#random.next();
    if (drawn < 0.04) return { seconds: Number.POSITIVE_INFINITY, verdict };
    if (drawn < 0.1) return { seconds: this.#random.between(3_000, 9_000), verdict };
    return { seconds: this.#random.between(5, 400), verdict };
  }
}

/** Whether a voice is in what a key is limited to. */
export function sees({ account, limitedTo }: ProviderKey, voice: TrueVoice): boolean {
  return voice.account === account && (limitedTo === null || voice.workspace === limitedTo);
}
