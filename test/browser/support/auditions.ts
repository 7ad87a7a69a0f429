import type { AuditionRequest, AuditionView, CandidateView } from '../../../client/index.ts';
import type { Page } from './playwright.ts';
import type { Studio } from './studio-browser.ts';

/** A request for an audition that every test can change. */
export const auditionRequest = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A gentle woman in her forties with a warm, low voice, who reads slowly at bedtime.',
  previewText: 'Good evening. The ferry leaves at nine, and the sea is calm tonight.',
} as const satisfies AuditionRequest;

/** Requests an audition and waits until its candidates are settled. */
export async function settledAudition(
  studio: Studio,
  change: Partial<AuditionRequest> = {},
): Promise<AuditionView> {
  const { audition } = await studio.client.auditions.create({ ...auditionRequest, ...change });
  return studio.client.auditions.waitUntilSettled(audition.auditionId, { maxPollMs: 500 });
}

/** Returns the candidate with a number, counted from 1. */
export function candidate({ candidates }: AuditionView, number: number): CandidateView {
  const found = candidates[number - 1];
  if (found === undefined) throw new Error(`There is no candidate ${number}.`);
  return found;
}

/** Returns how many CSS pixels the page is wider than the window. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
