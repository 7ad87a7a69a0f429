import type { Family, ProviderStatus } from '../../../lambdas/shared/dashscope/index.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../virtual-time.ts';
import type { Account, ProviderKey, Workspace } from './keys.ts';
import { type ProviderCall, RequestRate, type SentCall } from './request-rate.ts';

/** State of a voice at the provider. */
export interface SimulatedVoice {
  readonly providerVoiceId: string;
  readonly account: Account;
  readonly workspace: Workspace;
  readonly family: Family;
  readonly name: string;
  readonly targetModel: string;
  readonly madeAt: number;
  /** Time from which list and query show it. */
  readonly visibleAt: number;
  /** Time at which its review ends; may be infinite. */
  readonly reviewedAt: number;
  readonly verdict: 'OK' | 'UNDEPLOYED';
  deletedAt: number | null;
  /** True for a voice that was deleted at the provider's console. */
  deletedAtConsole: boolean;
}

/** A create request. */
export interface SimulatedCreate {
  readonly name: string;
  readonly sentAt: number;
  /** True once the provider works on it: false if it was throttled, its key was refused, or it never arrived. */
  taken: boolean;
}

/** Outcome of a review and the seconds until it. */
export interface Review {
  readonly seconds: number;
  readonly verdict: 'OK' | 'UNDEPLOYED';
}

/** The provider's true state: every voice that it has made, and every request. */
export class Provider {
  readonly voices: SimulatedVoice[] = [];
  readonly creates: SimulatedCreate[] = [];
  /** Time that the provider takes for a create; milliseconds. */
  createMilliseconds: readonly [shortest: number, longest: number] = [1_000, 15_000];
  /** Draws the review of each new voice. Benchmarks replace it. */
  drawReview: (family: Family) => Review = (family) => this.#review(family);
  /** Time that the provider takes to answer a query or a list; milliseconds. */
  answerMilliseconds = 0;
  /** True while the provider accepts connections and answers nothing. It makes every second voice of the creates. */
  isSilent = false;
  /** Number of voices on a page of a scan. */
  pageSize = 3;
  /** Maximum number of voices of each family in an account. */
  voicesMax = Number.POSITIVE_INFINITY;
  readonly #rate = new RequestRate();
  readonly #time: VirtualTime;
  readonly #random: Random;

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  make(
    parts: Pick<SimulatedVoice, 'account' | 'workspace' | 'family' | 'name' | 'targetModel'> & {
      readonly providerVoiceId?: string;
      /** Milliseconds until list and query show it. */
      readonly hiddenFor?: number;
    },
  ): SimulatedVoice {
    const { account, workspace, family, name, targetModel } = parts;
    const now = this.#time.now();
    const review = this.drawReview(family);
    const voice: SimulatedVoice = {
      account,
      workspace,
      family,
      name,
      targetModel,
      providerVoiceId: parts.providerVoiceId ?? this.newId(family, name, targetModel),
      madeAt: now,
      visibleAt: now + (parts.hiddenFor ?? 0),
      reviewedAt: now + review.seconds * 1_000,
      verdict: review.verdict,
      deletedAt: null,
      deletedAtConsole: false,
    };
    this.voices.push(voice);
    return voice;
  }

  /** Every call that has reached the provider, in order. */
  get calls(): readonly ProviderCall[] {
    return this.#rate.calls;
  }

  /** Receives a call now. @returns false if the provider answers 429 */
  receive(call: SentCall): boolean {
    return this.#rate.admit(call, this.#time.now());
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

  /** Returns the voices that the list shows to the key, the newest first. */
  listed(key: ProviderKey, family: Family): SimulatedVoice[] {
    return this.voices
      .filter((voice) => voice.family === family && sees(key, voice) && this.#isVisible(voice))
      .sort((one, other) => other.madeAt - one.madeAt);
  }

  /** Returns the voice of an id if the key sees it. */
  find(key: ProviderKey, providerVoiceId: string): SimulatedVoice | undefined {
    return this.voices.find(
      (voice) => voice.providerVoiceId === providerVoiceId && sees(key, voice) && this.#isVisible(voice),
    );
  }

  /** @returns true if the voice existed */
  delete(key: ProviderKey, providerVoiceId: string): boolean {
    const voice = this.find(key, providerVoiceId);
    if (voice) voice.deletedAt = this.#time.now();
    return voice !== undefined;
  }

  /** Deletes a voice like a person at the provider's console, who sees all voices. */
  deleteAtConsole(voice: SimulatedVoice): void {
    if (voice.deletedAt !== null) return;
    voice.deletedAt = this.#time.now();
    voice.deletedAtConsole = true;
  }

  /** Returns true for a voice that a key of the whole account can see. */
  lives(voice: SimulatedVoice): boolean {
    return this.#isVisible(voice);
  }

  statusOf({ family, reviewedAt, verdict }: SimulatedVoice): ProviderStatus {
    if (family === 'qwen') return 'OK';
    return this.#time.now() < reviewedAt ? 'DEPLOYING' : verdict;
  }

  #isVisible({ visibleAt, deletedAt }: SimulatedVoice): boolean {
    return deletedAt === null && visibleAt <= this.#time.now();
  }

  /** Draws a review: mostly minutes long, sometimes past every deadline or without an end. */
  #review(family: Family): Review {
    if (family === 'qwen') return { seconds: 0, verdict: 'OK' };
    const verdict = this.#random.chance(0.2) ? 'UNDEPLOYED' : 'OK';
    const drawn = this.#random.next();
    if (drawn < 0.04) return { seconds: Number.POSITIVE_INFINITY, verdict };
    if (drawn < 0.1) return { seconds: this.#random.between(3_000, 9_000), verdict };
    return { seconds: this.#random.between(5, 400), verdict };
  }
}

/** Returns true for a voice in the account and workspace of a key. */
export function sees({ account, limitedTo }: ProviderKey, voice: SimulatedVoice): boolean {
  return voice.account === account && (limitedTo === null || voice.workspace === limitedTo);
}
