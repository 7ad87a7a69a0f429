import { z } from 'zod';
import type { CdpSession, Page } from './playwright.ts';

const answer = z.object({ metrics: z.array(z.object({ name: z.string(), value: z.number() })) });

/**
 * Scrolls a page from the top to the end, half a window with each frame.
 *
 * @returns the processor time of the page's thread for each frame, in milliseconds. Unlike the duration of a task, it does
 *   not count the time in which other processes have the processor
 */
export async function processorTimesOfFrames(page: Page): Promise<number[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.evaluate(() => scrollTo(0, 0));
  const times: number[] = [];
  let before = await taskMs(session);
  while (await page.evaluate(scrollOneFrame)) {
    const after = await taskMs(session);
    times.push(after - before);
    before = after;
  }
  await session.detach();
  return times;
}

/** Scrolls by half a window and waits for the frame. Returns false at the end of the page. Runs in the page. */
async function scrollOneFrame(): Promise<boolean> {
  const before = scrollY;
  scrollBy(0, innerHeight / 2);
  await new Promise(requestAnimationFrame);
  // The second frame begins after the tasks of the first one.
  await new Promise(requestAnimationFrame);
  return scrollY > before;
}

/** Returns the processor time of all tasks of the page so far, in milliseconds. */
async function taskMs(session: CdpSession): Promise<number> {
  const { metrics } = answer.parse(await session.send('Performance.getMetrics'));
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value;
  if (seconds === undefined) throw new Error('The browser reports no TaskDuration.');
  return seconds * 1_000;
}
