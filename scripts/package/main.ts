/** `npm run package`: packs the packages into dist/, and writes their API reports to docs/api. */
import { cpSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackages } from './build.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const { workspace, tarballs } = await buildPackages(root);
cpSync(workspace.reports, join(root, 'docs/api'), { recursive: true });
for (const { file, bytes } of tarballs) {
  console.log(`${relative(root, file)}  ${(bytes / 1_000).toFixed(1)} kB`);
}
