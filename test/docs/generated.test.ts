import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { architecturePage } from '../../scripts/docs/architecture.ts';
import { cliPage } from '../../scripts/docs/cli.ts';
import { eventsPage, publishedSchemas, schemaText } from '../../scripts/docs/event-schemas.ts';
import { MissingMarkerError, withGenerated } from '../../scripts/docs/generated.ts';
import { openApiText } from '../../scripts/docs/openapi.ts';
import { synthesized } from '../support/synthesized.ts';

describe('the generated parts of docs/', () => {
  it('is as the code is; otherwise: npm run docs', () => {
    const page = readFileSync('docs/architecture.md', 'utf8');
    expect(architecturePage(page, synthesized())).toBe(page);
  });

  it('holds the help of every command; otherwise: npm run docs', () => {
    const page = readFileSync('docs/cli.md', 'utf8');
    expect(cliPage(page)).toBe(page);
  });

  it('publishes a schema for every event, and no other; otherwise: npm run docs', () => {
    const published = publishedSchemas();
    expect(readdirSync('docs/events').sort()).toEqual(published.map(({ path }) => basename(path)).sort());
    for (const { path, schema } of published) expect(readFileSync(path, 'utf8')).toBe(schemaText(schema));
    const page = readFileSync('docs/events.md', 'utf8');
    expect(eventsPage(page)).toBe(page);
  });

  it('publishes the API as its code has it; otherwise: npm run docs', () => {
    expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApiText());
  });

  it('has its place on the page', () => {
    expect(withGenerated('a <!-- generated: x -->old<!-- end: x --> b', 'x', 'new')).toBe(
      'a <!-- generated: x -->\nnew\n<!-- end: x --> b',
    );
    expect(() => withGenerated('nothing', 'x', 'new')).toThrow(MissingMarkerError);
  });
});
