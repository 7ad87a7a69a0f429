import type { PreviewLink, VoiceClient } from '../../client/index.ts';
import { recordFailure } from './connection.ts';
import { Store, useStore } from './store.ts';

/** One of two media elements. With two, a listener changes between candidates without a gap. */
export type Slot = 'A' | 'B';

/** The state of a slot. Its position is read from the player, because it changes all the time. */
export interface Playback {
  readonly voiceId: string | null;
  readonly state: 'stopped' | 'loading' | 'playing' | 'failed';
  /** The error of a link that could not be loaded, or null. */
  readonly error: unknown;
}

export interface PlayOptions {
  /** @default 'A' */
  readonly slot?: Slot;
  /** Position to start from, in seconds. @default 0 */
  readonly from?: number;
  /** Volume from 0 to 1. A louder voice is matched with a quieter one by lowering it. @default 1 */
  readonly volume?: number;
}

const stopped: Playback = { voiceId: null, state: 'stopped', error: null };
/** A link is loaded again this long before it expires. */
const marginMs = 20_000;

/**
 * Plays previews through signed links. One slot sounds at a time. The elements have no `crossorigin` attribute, because
 * the bucket allows no cross-origin reads; playing needs none.
 */
class Player {
  readonly playback = new Store<Readonly<Record<Slot, Playback>>>({ A: stopped, B: stopped });
  readonly #elements: Readonly<Record<Slot, HTMLAudioElement>> = { A: new Audio(), B: new Audio() };
  readonly #links = new Map<string, PreviewLink>();
  /** Numbers the requests to play, so that a link that arrives late starts nothing. */
  #request = 0;

  constructor() {
    for (const slot of ['A', 'B'] as const) {
      const element = this.#elements[slot];
      element.preload = 'auto';
      element.addEventListener('playing', () => this.#update(slot, { state: 'playing', error: null }));
      element.addEventListener('ended', () => this.#update(slot, { state: 'stopped' }));
      element.addEventListener('pause', () => this.#update(slot, { state: 'stopped' }));
    }
  }

  /** Plays the preview of a voice and stops every other. */
  async play(client: VoiceClient, voiceId: string, options: PlayOptions = {}): Promise<void> {
    const { slot = 'A', from = 0, volume = 1 } = options;
    const request = ++this.#request;
    const element = this.#elements[slot];
    const other = slot === 'A' ? 'B' : 'A';
    this.#elements[other].pause();
    // A slot that was still loading has nothing to pause.
    if (this.playback.value[other].state === 'loading') this.#update(other, { state: 'stopped' });
    this.#set(slot, { voiceId, state: 'loading', error: null });
    try {
      const { url } = await this.#linkOf(client, voiceId);
      if (request !== this.#request) return;
      if (element.src !== url) element.src = url;
      element.volume = Math.min(1, Math.max(0, volume));
      element.currentTime = from;
      await element.play();
    } catch (error) {
      // A newer request interrupts this one.
      if (request !== this.#request || (error instanceof DOMException && error.name === 'AbortError')) return;
      this.#links.delete(voiceId);
      if (!(error instanceof DOMException)) recordFailure(error);
      this.#update(slot, { state: 'failed', error });
    }
  }

  /** Loads the link of a preview, so that playing it starts at once. */
  async prepare(client: VoiceClient, voiceId: string): Promise<void> {
    await this.#linkOf(client, voiceId);
  }

  /** Stops both slots. */
  stop(): void {
    this.#request += 1;
    for (const slot of ['A', 'B'] as const) {
      this.#elements[slot].pause();
      if (this.playback.value[slot].state === 'loading') this.#update(slot, { state: 'stopped' });
    }
  }

  /** Forgets the links, for example when another key signs in. */
  reset(): void {
    this.stop();
    this.#links.clear();
    this.playback.set({ A: stopped, B: stopped });
  }

  /** Moves to a position, in seconds, of a voice that is loaded. */
  seek(voiceId: string, seconds: number): void {
    const slot = this.slotOf(voiceId);
    if (slot !== null) this.#elements[slot].currentTime = seconds;
  }

  setVolume(slot: Slot, volume: number): void {
    this.#elements[slot].volume = Math.min(1, Math.max(0, volume));
  }

  /** Returns the position of a voice, in seconds; 0 if it is in no slot. */
  position(voiceId: string): number {
    const slot = this.slotOf(voiceId);
    return slot === null ? 0 : this.#elements[slot].currentTime;
  }

  /** True if the preview of a voice was played to its end. */
  hasEnded(voiceId: string): boolean {
    const slot = this.slotOf(voiceId);
    return slot !== null && this.#elements[slot].ended;
  }

  slotOf(voiceId: string): Slot | null {
    const { A, B } = this.playback.value;
    if (A.voiceId === voiceId && (B.voiceId !== voiceId || A.state !== 'stopped')) return 'A';
    return B.voiceId === voiceId ? 'B' : null;
  }

  async #linkOf(client: VoiceClient, voiceId: string): Promise<PreviewLink> {
    const known = this.#links.get(voiceId);
    if (known !== undefined && Date.parse(known.expiresAt) - marginMs > Date.now()) return known;
    const found = await client.previewLink(voiceId);
    this.#links.set(voiceId, found);
    return found;
  }

  #update(slot: Slot, change: Partial<Playback>): void {
    this.#set(slot, { ...this.playback.value[slot], ...change });
  }

  #set(slot: Slot, playback: Playback): void {
    this.playback.set({ ...this.playback.value, [slot]: playback });
  }
}

/** The player of the page. */
export const player = new Player();

/**
 * Returns the state of a voice's preview.
 *
 * @example
 * const { state } = usePlayback(voice.voiceId);
 */
export function usePlayback(voiceId: string): Playback {
  const playback = useStore(player.playback);
  const slot = player.slotOf(voiceId);
  return slot === null ? { ...stopped, voiceId } : playback[slot];
}
