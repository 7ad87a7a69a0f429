import type { Page } from './playwright.ts';

/** The state of a media element of the page. */
export interface AudioState {
  /** The position from which it was played, in seconds. */
  readonly startedAt: number;
  readonly volume: number;
}

/**
 * Opens a page again and records its media elements. The player of the studio does not add them to the document.
 *
 * @example
 * const page = await recordAudio(await studio.open('/voices'));
 */
export async function recordAudio(page: Page): Promise<Page> {
  await page.context().addInitScript(`
    window.audioElements = [];
    window.Audio = class extends window.Audio {
      constructor(...parts) {
        super(...parts);
        window.audioElements.push(this);
      }
      play() {
        this.startedAt = this.currentTime;
        return super.play();
      }
    };`);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Waits until the preview of a voice sounds and its position is behind `seconds`, and returns the state of its element. */
export async function playing(page: Page, voiceId: string, seconds = 0.3): Promise<AudioState> {
  await page.waitForFunction(
    ([id, position]) => {
      const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
      return elements.some(
        ({ paused, src, currentTime }) => !paused && src.includes(id) && currentTime > position,
      );
    },
    [voiceId, seconds] as const,
  );
  return page.evaluate((id) => {
    const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
    const element = elements.find(({ src }) => src.includes(id)) ?? new Audio();
    return { startedAt: Number(Reflect.get(element, 'startedAt')), volume: element.volume };
  }, voiceId);
}

/** Returns the position of a preview that was played, in seconds. */
export async function positionOf(page: Page, voiceId: string): Promise<number> {
  return page.evaluate((id) => {
    const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
    return elements.find(({ src }) => src.includes(id))?.currentTime ?? Number.NaN;
  }, voiceId);
}

/** Waits until no media element plays. */
export async function silence(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
    return elements.every(({ paused }) => paused);
  });
}

/** Returns whether a media element plays now. */
export async function isSounding(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
    return elements.some(({ paused }) => !paused);
  });
}
