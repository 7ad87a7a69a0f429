import type { Page } from './playwright.ts';

/** The state of a media element of the page. */
export interface AudioState {
  readonly currentTime: number;
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
    };`);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** Waits until the preview of a voice sounds and its position is behind `seconds`, and returns the state of its element. */
export async function playing(page: Page, voiceId: string, seconds = 0.3): Promise<AudioState> {
  return page.evaluate(
    ([id, position]) =>
      new Promise<AudioState>((resolve, reject) => {
        const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
        const check = () => {
          const element = elements.find(({ paused, src }) => !paused && src.includes(id));
          if (element === undefined || element.currentTime <= position) requestAnimationFrame(check);
          else resolve({ currentTime: element.currentTime, volume: element.volume });
        };
        setTimeout(() => reject(new Error(`${id} does not play.`)), 30_000);
        check();
      }),
    [voiceId, seconds] as const,
  );
}

/** Waits until no media element plays. */
export async function silence(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
        const check = () => {
          if (elements.every(({ paused }) => paused)) resolve();
          else requestAnimationFrame(check);
        };
        setTimeout(() => reject(new Error('A preview still plays.')), 30_000);
        check();
      }),
  );
}

/** Returns whether a media element plays now. */
export async function isSounding(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const elements: HTMLAudioElement[] = Reflect.get(window, 'audioElements');
    return elements.some(({ paused }) => !paused);
  });
}
