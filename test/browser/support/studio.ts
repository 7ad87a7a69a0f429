import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { StartSettings } from '../../e2e/support/local-stack.ts';
import { Studio } from './studio-browser.ts';

export type { OpenOptions } from './studio-browser.ts';

/**
 * Starts a studio for the tests of a file. After each test, its pages are closed. A test fails if a page reported an error
 * or violated the content policy.
 *
 * @example
 * const studio = useStudio();
 * it('lists voices', async () => { const page = await studio.open('/voices'); … });
 */
export function useStudio(settings: StartSettings = {}): Studio {
  const studio = new Studio(settings);
  beforeAll(() => studio.start());
  afterEach(async () => {
    await studio.closePages();
    expect(studio.problems.splice(0)).toEqual([]);
  });
  afterAll(() => studio.stop());
  return studio;
}
