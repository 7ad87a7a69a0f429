import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installLocked } from '../../scripts/package/install-locked.ts';
import { extractChromium, tools } from './support/chromium.ts';
import { makeContent } from './support/content.ts';
import { loaded } from './support/reads.ts';
import { shownPages } from './support/shown-pages.ts';
import { Studio } from './support/studio-browser.ts';

/** Writes a picture of every page of the studio in light and dark into docs/studio. */
const folder = join('docs', 'studio');
const themes = ['light', 'dark'] as const;

installLocked(tools);
await extractChromium();
const studio = new Studio({});
try {
  await studio.start();
  const content = await makeContent(studio);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, path, signedOut, pattern } of shownPages) {
    if (pattern === null && !signedOut) continue;
    for (const colorScheme of themes) {
      const page = await studio.open(path(content), { colorScheme, ...(signedOut && { key: null }) });
      await loaded(page);
      const file = join(folder, `${name}-${colorScheme}.png`);
      await page.screenshot({ path: file });
      process.stdout.write(`${file}\n`);
      await studio.closePages();
    }
  }
} finally {
  await studio.stop();
}
