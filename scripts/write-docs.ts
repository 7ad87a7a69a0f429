/** `npm run docs`: writes the generated parts of docs/, and the limits of a request for the studio. */
import { readFileSync, writeFileSync } from 'node:fs';
import { architecturePage } from './docs/architecture.ts';
import { asyncApiText } from './docs/asyncapi.ts';
import { bundleSizes, performancePage } from './docs/bundle-sizes.ts';
import { cliPage } from './docs/cli.ts';
import { eventsPage, publishedSchemas, schemaText } from './docs/event-schemas.ts';
import { figuresPage } from './docs/figures.ts';
import { launcherHelpText } from './docs/launcher-help.ts';
import { openApiText } from './docs/openapi.ts';
import { providerPage } from './docs/provider.ts';
import { runMatrix } from './docs/provider-matrix.ts';
import { requestLimitsText } from './docs/request-limits.ts';
import { defaultTemplate } from './docs/template.ts';

function rewrite(path: string, write: (page: string) => string): void {
  writeFileSync(path, write(readFileSync(path, 'utf8')));
}

const rows = await runMatrix();
rewrite('docs/architecture.md', (page) => figuresPage(architecturePage(page, defaultTemplate())));
rewrite('docs/cli.md', cliPage);
rewrite('docs/events.md', eventsPage);
for (const { path, schema } of publishedSchemas()) writeFileSync(path, schemaText(schema));
writeFileSync('docs/asyncapi.json', asyncApiText());
writeFileSync('docs/openapi.json', openApiText());
writeFileSync('scripts/launch/help.json', launcherHelpText());
writeFileSync('studio/core/request-limits.json', requestLimitsText());
rewrite('docs/provider.md', (page) => providerPage(page, rows));
rewrite('docs/performance.md', (page) => performancePage(page, bundleSizes()));
